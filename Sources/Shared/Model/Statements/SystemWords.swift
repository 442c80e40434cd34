/// The controller's own words on itself; nobody signs them (docs/protocol.md, system/v1).
package struct SystemWords: StatementContent {
    package static let type = StatementType.system

    package let tenant: TenantID
    package let event: SystemEvent
    package let person: PersonID?
    package let object: String?
    package let code: Keyword?
    package let first: UInt64?
    package let last: UInt64?

    package init(
        tenant: TenantID,
        event: SystemEvent,
        person: PersonID? = nil,
        object: String? = nil,
        code: Keyword? = nil,
        first: UInt64? = nil,
        last: UInt64? = nil
    ) {
        self.tenant = tenant
        self.event = event
        self.person = person
        self.object = object
        self.code = code
        self.first = first
        self.last = last
    }

    package static func parse(_ value: JSONValue) throws(Refusal) -> SystemWords {
        let object = try Field(value).object(
            ["type", "tenant", "event"],
            optional: ["person", "object", "code", "first", "last"]
        )
        return SystemWords(
            tenant: try object("tenant").identifier(),
            event: try object("event").word(),
            person: try object.optional("person") { f throws(Refusal) in try f.identifier() },
            object: try object.optional("object") { f throws(Refusal) in try f.freeText() },
            code: try object.optional("code") { f throws(Refusal) in try f.identifier() },
            first: try object.optional("first") { f throws(Refusal) in try f.integer() },
            last: try object.optional("last") { f throws(Refusal) in try f.integer() }
        )
    }

    package var json: JSONValue {
        var object = JSONObject(Self.type)
        object.set("tenant", tenant)
        object.set("event", event)
        object.set("person", person)
        object.set("object", self.object)
        object.set("code", code)
        object.set("first", first)
        object.set("last", last)
        return object.json
    }
}
