/// State, name and groups of devices, as people signed them (docs/protocol.md, device/v1).
///
/// The highest proven version of a device's row counts; a device without one is quarantined.
package struct DeviceStatement: StatementContent {
    package static let type = StatementType.device

    package let tenant: TenantID
    /// The root by which the signer judged.
    package let root: RootReference
    package let issued: Timestamp
    package let devices: [DeviceRow]

    package init(
        tenant: TenantID,
        root: RootReference,
        issued: Timestamp,
        devices: [DeviceRow]
    ) {
        self.tenant = tenant
        self.root = root
        self.issued = issued
        self.devices = devices
    }

    package static func parse(_ value: JSONValue) throws(Refusal) -> DeviceStatement {
        let object = try Field(value).object(
            ["type", "tenant", "root", "issued", "devices"]
        )
        return DeviceStatement(
            tenant: try object("tenant").identifier(),
            root: try RootReference.parse(object("root")),
            issued: try object("issued").time(),
            devices: try object("devices").distinctList(1...300, by: \.device, DeviceRow.parse)
        )
    }

    package var json: JSONValue {
        var object = JSONObject(Self.type)
        object.set("tenant", tenant)
        object.set("root", root)
        object.set("issued", issued)
        object.set("devices", devices)
        return object.json
    }
}
