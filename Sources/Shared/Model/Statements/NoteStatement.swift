/// A remark for the record, whose text can be erased (docs/protocol.md, note/v1).
package struct NoteStatement: StatementContent {
    package static let type = StatementType.note

    package let tenant: TenantID
    package let text: SaltedDigest
    package let about: NoteSubject?
    package let issued: Timestamp

    package init(
        tenant: TenantID,
        text: SaltedDigest,
        about: NoteSubject? = nil,
        issued: Timestamp
    ) {
        self.tenant = tenant
        self.text = text
        self.about = about
        self.issued = issued
    }

    package static func parse(_ value: JSONValue) throws(Refusal) -> NoteStatement {
        let object = try Field(value).object(
            ["type", "tenant", "text", "issued"],
            optional: ["about"]
        )
        return NoteStatement(
            tenant: try object("tenant").identifier(),
            text: try SaltedDigest.parse(object("text")),
            about: try object.optional("about") { f throws(Refusal) in try NoteSubject.parse(f) },
            issued: try object("issued").time()
        )
    }

    package var json: JSONValue {
        var object = JSONObject(Self.type)
        object.set("tenant", tenant)
        object.set("text", text)
        object.set("about", about)
        object.set("issued", issued)
        return object.json
    }
}
