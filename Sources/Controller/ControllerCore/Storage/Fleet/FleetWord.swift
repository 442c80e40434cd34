package import Model
import SSHSIG
package import TransparencyLog

/// An entry that speaks about an operation: approval, review, denial, cancel or receipt.
package struct FleetWord: StoredRecord {
    package static let table = "word"
    package static let key = ["tenant", "idx"]

    package let tenant: TenantID
    package let index: UInt64
    package let at: Timestamp
    package let kind: EntryKind
    package let operation: OperationID
    /// The statement that it names.
    package let statementSha256: Digest
    /// Whether the log held an operation with that id and digest before it.
    package let fits: Bool
    /// Fingerprints of the keys that signed it.
    package let signers: [KeyFingerprint]
    /// The devices that a cancel names, nil for all; the device of a receipt.
    package let devices: [DeviceID]?
    package let expires: Timestamp?

    package init(
        tenant: TenantID,
        entry: Entry,
        index: UInt64,
        operation: OperationID,
        statementSha256: Digest,
        fits: Bool,
        devices: [DeviceID]? = nil,
        expires: Timestamp? = nil
    ) {
        self.tenant = tenant
        self.index = index
        at = entry.at
        kind = entry.kind
        self.operation = operation
        self.statementSha256 = statementSha256
        self.fits = fits
        signers = entry.facts.map { KeyFingerprint(of: $0.key) }
        self.devices = devices
        self.expires = expires
    }

    package init(_ fields: RecordFields) throws(RecordStoreError) {
        tenant = try fields.identifier("tenant")
        index = try fields.integer("idx")
        at = try fields.time("at")
        kind = try fields.word("kind")
        operation = try fields.identifier("operation")
        statementSha256 = try fields.digest("statement_sha256")
        fits = try fields.flag("fits")
        signers = try fields.identifiers("signers")
        devices = fields["devices"] == .null ? nil : try fields.identifiers("devices")
        expires = try fields.optionalTime("expires")
    }

    package var fields: RecordFields {
        var fields = RecordFields(table: Self.table)
        fields.set("tenant", tenant)
        fields.set("idx", index)
        fields.set("at", at)
        fields.set("kind", kind)
        fields.set("operation", operation)
        fields.set("statement_sha256", statementSha256)
        fields.set("fits", fits)
        fields.set("signers", list: signers.map(\.text))
        fields.set("devices", list: devices?.map(\.text))
        fields.set("expires", expires)
        return fields
    }
}
