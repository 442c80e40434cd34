package import Model

/// A leaf that a device has been shown as evidence, and what it said of it.
package struct RuntimeEvidence: StoredRecord {
    package static let table = "evidence"
    package static let key = ["tenant", "device", "idx"]

    package let tenant: TenantID
    package let device: DeviceID
    /// Leaf index of the device statement, denial, cancel, status or review.
    package let index: UInt64
    package let at: Timestamp
    /// `accepted`, or the code with which the device refused it.
    package let verdict: String

    package init(tenant: TenantID, device: DeviceID, index: UInt64, at: Timestamp, verdict: String) {
        self.tenant = tenant
        self.device = device
        self.index = index
        self.at = at
        self.verdict = verdict
    }

    package init(_ fields: RecordFields) throws(RecordStoreError) {
        tenant = try fields.identifier("tenant")
        device = try fields.identifier("device")
        index = try fields.integer("idx")
        at = try fields.time("at")
        verdict = try fields.text("verdict")
    }

    package var fields: RecordFields {
        var fields = RecordFields(table: Self.table)
        fields.set("tenant", tenant)
        fields.set("device", device)
        fields.set("idx", index)
        fields.set("at", at)
        fields.set("verdict", verdict)
        return fields
    }
}
