/// One report of facts, signed by the agent (docs/protocol.md, inventory/v1).
package struct InventoryStatement: StatementContent {
    package static let type = StatementType.inventory

    package let tenant: TenantID
    package let device: DeviceID
    /// Rises within one boot.
    package let seq: UInt64
    package let bootId: BootID
    package let report: SaltedDigest
    package let issued: Timestamp

    package init(
        tenant: TenantID,
        device: DeviceID,
        seq: UInt64,
        bootId: BootID,
        report: SaltedDigest,
        issued: Timestamp
    ) {
        self.tenant = tenant
        self.device = device
        self.seq = seq
        self.bootId = bootId
        self.report = report
        self.issued = issued
    }

    package static func parse(_ value: JSONValue) throws(Refusal) -> InventoryStatement {
        let object = try Field(value).object(
            ["type", "tenant", "device", "seq", "bootId", "report", "issued"]
        )
        return InventoryStatement(
            tenant: try object("tenant").identifier(),
            device: try object("device").identifier(),
            seq: try object("seq").integer(in: 1...Field.largestInteger),
            bootId: try object("bootId").identifier(),
            report: try SaltedDigest.parse(object("report")),
            issued: try object("issued").time()
        )
    }

    package var json: JSONValue {
        var object = JSONObject(Self.type)
        object.set("tenant", tenant)
        object.set("device", device)
        object.set("seq", seq)
        object.set("bootId", bootId)
        object.set("report", report)
        object.set("issued", issued)
        return object.json
    }
}
