/// An item of the catalogue: what technicians run without writing a script (docs/protocol.md, item/v1).
package struct Item: StatementContent {
    package static let type = StatementType.item

    package let tenant: TenantID
    package let item: ItemID
    package let version: UInt64
    package let title: LocalizedText
    package let description: LocalizedText
    package let risk: RiskLevel
    package let os: [Keyword]
    package let parameters: [ItemParameter]
    package let limits: Limits
    package let phases: ItemPhases
    package let files: [ItemFile]
    package let issued: Timestamp

    package init(
        tenant: TenantID,
        item: ItemID,
        version: UInt64,
        title: LocalizedText,
        description: LocalizedText,
        risk: RiskLevel,
        os: [Keyword],
        parameters: [ItemParameter],
        limits: Limits,
        phases: ItemPhases,
        files: [ItemFile],
        issued: Timestamp
    ) {
        self.tenant = tenant
        self.item = item
        self.version = version
        self.title = title
        self.description = description
        self.risk = risk
        self.os = os
        self.parameters = parameters
        self.limits = limits
        self.phases = phases
        self.files = files
        self.issued = issued
    }

    package static func parse(_ value: JSONValue) throws(Refusal) -> Item {
        let object = try Field(value).object(
            [
                "type", "tenant", "item", "version", "title", "description", "risk", "os", "parameters", "limits",
                "phases", "files", "issued",
            ]
        )
        return Item(
            tenant: try object("tenant").identifier(),
            item: try object("item").identifier(),
            version: try object("version").integer(in: 1...Field.largestInteger),
            title: try LocalizedText.parse(object("title")),
            description: try LocalizedText.parse(object("description")),
            risk: try object("risk").word(),
            os: try object("os").distinctList(1...16) { os throws(Refusal) in try os.identifier(Keyword.self) },
            parameters: try object("parameters").distinctList(0...64, by: \.name, ItemParameter.parse),
            limits: try Limits.parse(object("limits")),
            phases: try ItemPhases.parse(object("phases")),
            files: try object("files").distinctList(0...64, by: \.name, ItemFile.parse),
            issued: try object("issued").time()
        )
    }

    package var json: JSONValue {
        var object = JSONObject(Self.type)
        object.set("tenant", tenant)
        object.set("item", item)
        object.set("version", version)
        object.set("title", title)
        object.set("description", description)
        object.set("risk", risk)
        object.set("os", os)
        object.set("parameters", parameters)
        object.set("limits", limits)
        object.set("phases", phases)
        object.set("files", files)
        object.set("issued", issued)
        return object.json
    }
}
