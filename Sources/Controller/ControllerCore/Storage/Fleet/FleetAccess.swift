package import Model

/// What only the controller says: an access, install or system entry.
package struct FleetAccess: StoredRecord {
    package static let table = "access"
    package static let key = ["tenant", "idx"]

    package let tenant: TenantID
    package let index: UInt64
    package let at: Timestamp
    /// `access`, `install` or `system`.
    package let kind: EntryKind
    package let event: String
    package var person: PersonID?
    package var object: String?
    package var code: Keyword?
    package var count: UInt64?

    package init(tenant: TenantID, index: UInt64, at: Timestamp, kind: EntryKind, event: String) {
        self.tenant = tenant
        self.index = index
        self.at = at
        self.kind = kind
        self.event = event
    }

    package init(_ fields: RecordFields) throws(RecordStoreError) {
        tenant = try fields.identifier("tenant")
        index = try fields.integer("idx")
        at = try fields.time("at")
        kind = try fields.word("kind")
        event = try fields.text("event")
        person = try fields.optionalIdentifier("person")
        object = try fields.optionalText("object")
        code = try fields.optionalIdentifier("code")
        count = try fields.optionalInteger("count")
    }

    package var fields: RecordFields {
        var fields = RecordFields(table: Self.table)
        fields.set("tenant", tenant)
        fields.set("idx", index)
        fields.set("at", at)
        fields.set("kind", kind)
        fields.set("event", event)
        fields.set("person", person)
        fields.set("object", object)
        fields.set("code", code)
        fields.set("count", count)
        return fields
    }
}
