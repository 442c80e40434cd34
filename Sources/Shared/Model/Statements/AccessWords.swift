/// The controller's own words on who came and read what; nobody signs them (docs/protocol.md, access/v1).
package struct AccessWords: StatementContent {
    package static let type = StatementType.access

    package let tenant: TenantID
    package let event: AccessEvent
    package let person: PersonID?
    package let object: String?
    package let code: Keyword?
    package let count: UInt64?
    /// How often each reason came up, where entries are counted instead of written.
    package let counts: [Keyword: UInt64]?
    package let from: Timestamp?
    package let to: Timestamp?

    package init(
        tenant: TenantID,
        event: AccessEvent,
        person: PersonID? = nil,
        object: String? = nil,
        code: Keyword? = nil,
        count: UInt64? = nil,
        counts: [Keyword: UInt64]? = nil,
        from: Timestamp? = nil,
        to: Timestamp? = nil
    ) {
        self.tenant = tenant
        self.event = event
        self.person = person
        self.object = object
        self.code = code
        self.count = count
        self.counts = counts
        self.from = from
        self.to = to
    }

    package static func parse(_ value: JSONValue) throws(Refusal) -> AccessWords {
        let object = try Field(value).object(
            ["type", "tenant", "event"],
            optional: ["person", "object", "code", "count", "counts", "from", "to"]
        )
        return AccessWords(
            tenant: try object("tenant").identifier(),
            event: try object("event").word(),
            person: try object.optional("person") { f throws(Refusal) in try f.identifier() },
            object: try object.optional("object") { f throws(Refusal) in try f.freeText() },
            code: try object.optional("code") { f throws(Refusal) in try f.identifier() },
            count: try object.optional("count") { f throws(Refusal) in try f.integer(in: 1...Field.largestInteger) },
            counts: try object.optional("counts") { f throws(Refusal) in
                try f.dictionary { count throws(Refusal) in try count.integer(in: 1...Field.largestInteger) }
            },
            from: try object.optional("from") { f throws(Refusal) in try f.time() },
            to: try object.optional("to") { f throws(Refusal) in try f.time() }
        )
    }

    package var json: JSONValue {
        var object = JSONObject(Self.type)
        object.set("tenant", tenant)
        object.set("event", event)
        object.set("person", person)
        object.set("object", self.object)
        object.set("code", code)
        object.set("count", count)
        object.set("counts", counts)
        object.set("from", from)
        object.set("to", to)
        return object.json
    }
}
