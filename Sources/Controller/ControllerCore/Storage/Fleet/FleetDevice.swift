package import Model
package import TransparencyLog

/// An enrolled device and where its proofs stand.
///
/// State, name and groups are those of its highest version so far; without one a device is quarantined.
package struct FleetDevice: StoredRecord {
    package static let table = "device"
    package static let key = ["tenant", "device"]

    package let tenant: TenantID
    package let device: DeviceID
    /// Leaf index of its enrolment.
    package let enrolment: UInt64
    package let enrolledAt: Timestamp
    package let tokenSha256: Digest
    package let csrSha256: Digest
    /// Leaf index of the device statement with the highest version; nil: never admitted.
    package var statement: UInt64?
    package var version: UInt64
    package var state: DeviceState
    package var name: String?
    package var groups: [GroupName]
    package var replaces: DeviceID?
    /// Sequence of its last receipt, 0 before the first.
    package var lastSequence: UInt64
    /// Digest of that receipt's statement, which the next one has to name.
    package var lastReceipt: Digest
    /// Leaf index of that receipt.
    package var lastReceiptIndex: UInt64?
    /// Highest `seq` of its inventory reports, 0 before the first.
    package var inventorySeq: UInt64
    /// Leaf index of that report.
    package var inventoryIndex: UInt64?

    package init(enrolment: Enrolment, index: UInt64, at: Timestamp) {
        tenant = enrolment.tenant
        device = enrolment.device
        self.enrolment = index
        enrolledAt = at
        tokenSha256 = enrolment.tokenSha256
        csrSha256 = enrolment.csrSha256
        version = 0
        state = .quarantined
        groups = []
        lastSequence = 0
        lastReceipt = Receipt.noPrevious
        inventorySeq = 0
    }

    package init(_ fields: RecordFields) throws(RecordStoreError) {
        tenant = try fields.identifier("tenant")
        device = try fields.identifier("device")
        enrolment = try fields.integer("enrolment")
        enrolledAt = try fields.time("enrolled_at")
        tokenSha256 = try fields.digest("token_sha256")
        csrSha256 = try fields.digest("csr_sha256")
        statement = try fields.optionalInteger("statement")
        version = try fields.integer("version")
        state = try fields.word("state")
        name = try fields.optionalText("name")
        groups = try fields.identifiers("groups")
        replaces = try fields.optionalIdentifier("replaces")
        lastSequence = try fields.integer("last_sequence")
        lastReceipt = try fields.digest("last_receipt")
        lastReceiptIndex = try fields.optionalInteger("last_receipt_idx")
        inventorySeq = try fields.integer("inventory_seq")
        inventoryIndex = try fields.optionalInteger("inventory_idx")
    }

    package var fields: RecordFields {
        var fields = RecordFields(table: Self.table)
        fields.set("tenant", tenant)
        fields.set("device", device)
        fields.set("enrolment", enrolment)
        fields.set("enrolled_at", enrolledAt)
        fields.set("token_sha256", tokenSha256)
        fields.set("csr_sha256", csrSha256)
        fields.set("statement", statement)
        fields.set("version", version)
        fields.set("state", state)
        fields.set("name", name)
        fields.set("groups", list: groups.map(\.text))
        fields.set("replaces", replaces)
        fields.set("last_sequence", lastSequence)
        fields.set("last_receipt", lastReceipt)
        fields.set("last_receipt_idx", lastReceiptIndex)
        fields.set("inventory_seq", inventorySeq)
        fields.set("inventory_idx", inventoryIndex)
        return fields
    }
}
