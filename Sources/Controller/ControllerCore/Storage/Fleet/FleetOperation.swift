package import Model
import SSHSIG
package import TransparencyLog

/// A signed operation in the log.
///
/// Where several entries carry one id, the first counts.
package struct FleetOperation: StoredRecord {
    package static let table = "operation"
    package static let key = ["tenant", "operation"]

    package let tenant: TenantID
    package let operation: OperationID
    package let index: UInt64
    package let at: Timestamp
    /// Digest of the exact statement.
    package let sha256: Digest
    package let issued: Timestamp
    package let notBefore: Timestamp?
    package let expires: Timestamp
    package let kind: ActionKind
    /// Script name, item id, collect profile; for an update the release's digest.
    package let title: String
    /// Digest of the script, item or release.
    package let contentSha256: Digest?
    package let ticket: String?
    package let emergency: Bool
    package let conflict: ConflictName?
    /// How many devices it is for.
    package let targets: UInt64
    package let rootVersion: UInt64
    /// Fingerprints of the keys that signed its own leaf.
    package let signers: [KeyFingerprint]
    /// Leaf index of the first denial that names this statement.
    package var denied: UInt64?
    /// Leaf index of the first cancel of all its devices.
    package var cancelled: UInt64?
    /// Targets that have a receipt.
    package var finished: UInt64

    package init(_ operation: Operation, entry: Entry, index: UInt64) {
        tenant = operation.tenant
        self.operation = operation.id
        self.index = index
        at = entry.at
        sha256 = entry.statementText.sha256
        issued = operation.issued
        notBefore = operation.notBefore
        expires = operation.expires
        kind = operation.action.kind
        title =
            switch operation.action {
            case .script(let action): action.script.name.text
            case .catalog(let action): action.item.text
            case .collect(let profile): profile.text
            case .update(let release): release.hex
            }
        contentSha256 = operation.action.contentSha256
        ticket = operation.ticket
        emergency = operation.emergency
        conflict = operation.conflict
        targets = operation.targets.count
        rootVersion = operation.root.version
        signers = entry.facts.map { KeyFingerprint(of: $0.key) }
        finished = 0
    }

    package init(_ fields: RecordFields) throws(RecordStoreError) {
        tenant = try fields.identifier("tenant")
        operation = try fields.identifier("operation")
        index = try fields.integer("idx")
        at = try fields.time("at")
        sha256 = try fields.digest("sha256")
        issued = try fields.time("issued")
        notBefore = try fields.optionalTime("not_before")
        expires = try fields.time("expires")
        kind = try fields.word("kind")
        title = try fields.text("title")
        contentSha256 = try fields.optionalDigest("content_sha256")
        ticket = try fields.optionalText("ticket")
        emergency = try fields.flag("emergency")
        conflict = try fields.optionalIdentifier("conflict")
        targets = try fields.integer("targets")
        rootVersion = try fields.integer("root_version")
        signers = try fields.identifiers("signers")
        denied = try fields.optionalInteger("denied")
        cancelled = try fields.optionalInteger("cancelled")
        finished = try fields.integer("finished")
    }

    package var fields: RecordFields {
        var fields = RecordFields(table: Self.table)
        fields.set("tenant", tenant)
        fields.set("operation", operation)
        fields.set("idx", index)
        fields.set("at", at)
        fields.set("sha256", sha256)
        fields.set("issued", issued)
        fields.set("not_before", notBefore)
        fields.set("expires", expires)
        fields.set("kind", kind)
        fields.set("title", title)
        fields.set("content_sha256", contentSha256)
        fields.set("ticket", ticket)
        fields.set("emergency", emergency)
        fields.set("conflict", conflict)
        fields.set("targets", targets)
        fields.set("root_version", rootVersion)
        fields.set("signers", list: signers.map(\.text))
        fields.set("denied", denied)
        fields.set("cancelled", cancelled)
        fields.set("finished", finished)
        return fields
    }
}
