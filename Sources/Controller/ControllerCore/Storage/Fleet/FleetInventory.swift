package import Model
package import TransparencyLog

/// One inventory report of a device; the report itself is a blob.
package struct FleetInventory: StoredRecord {
    package static let table = "inventory"
    package static let key = ["tenant", "device", "idx"]

    package let tenant: TenantID
    package let device: DeviceID
    package let index: UInt64
    package let seq: UInt64
    package let at: Timestamp
    package let bootID: BootID
    /// Name of the blob: digest over salt and report.
    package let reportSha256: Digest
    package let reportBytes: UInt64

    package init(_ statement: InventoryStatement, index: UInt64, at: Timestamp) {
        tenant = statement.tenant
        device = statement.device
        self.index = index
        seq = statement.seq
        self.at = at
        bootID = statement.bootId
        reportSha256 = statement.report.sha256
        reportBytes = statement.report.bytes
    }

    package init(_ fields: RecordFields) throws(RecordStoreError) {
        tenant = try fields.identifier("tenant")
        device = try fields.identifier("device")
        index = try fields.integer("idx")
        seq = try fields.integer("seq")
        at = try fields.time("at")
        bootID = try fields.identifier("boot")
        reportSha256 = try fields.digest("report_sha256")
        reportBytes = try fields.integer("report_bytes")
    }

    package var fields: RecordFields {
        var fields = RecordFields(table: Self.table)
        fields.set("tenant", tenant)
        fields.set("device", device)
        fields.set("idx", index)
        fields.set("seq", seq)
        fields.set("at", at)
        fields.set("boot", bootID)
        fields.set("report_sha256", reportSha256)
        fields.set("report_bytes", reportBytes)
        return fields
    }
}
