package import Model

/// One version of a device's state, name and groups, from one row of a device statement.
package struct FleetDeviceVersion: StoredRecord {
    package static let table = "device_version"
    package static let key = ["tenant", "device", "version", "idx"]

    package let tenant: TenantID
    package let device: DeviceID
    package let version: UInt64
    /// Leaf index of the statement.
    package let index: UInt64
    package let state: DeviceState
    package let name: String
    package let groups: [GroupName]
    package let replaces: DeviceID?

    package init(tenant: TenantID, row: DeviceRow, index: UInt64) {
        self.tenant = tenant
        self.index = index
        device = row.device
        version = row.version
        state = row.state
        name = row.name
        groups = row.groups
        replaces = row.replaces
    }

    package init(_ fields: RecordFields) throws(RecordStoreError) {
        tenant = try fields.identifier("tenant")
        device = try fields.identifier("device")
        version = try fields.integer("version")
        index = try fields.integer("idx")
        state = try fields.word("state")
        name = try fields.text("name")
        groups = try fields.identifiers("groups")
        replaces = try fields.optionalIdentifier("replaces")
    }

    package var fields: RecordFields {
        var fields = RecordFields(table: Self.table)
        fields.set("tenant", tenant)
        fields.set("device", device)
        fields.set("version", version)
        fields.set("idx", index)
        fields.set("state", state)
        fields.set("name", name)
        fields.set("groups", list: groups.map(\.text))
        fields.set("replaces", replaces)
        return fields
    }
}
