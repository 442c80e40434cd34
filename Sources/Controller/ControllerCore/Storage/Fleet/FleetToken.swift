package import Model
package import TransparencyLog

/// An enrolment token as the log knows it: by its digest.
package struct FleetToken: StoredRecord {
    package static let table = "token"
    package static let key = ["tenant", "sha256"]

    package let tenant: TenantID
    package let sha256: Digest
    /// Leaf index of the entry that issued it; nil if only enrolments name it.
    package var index: UInt64?
    package var person: PersonID?
    /// How many enrolments it is good for.
    package var uses: UInt64
    package var from: Timestamp?
    package var to: Timestamp?
    /// Enrolments that name it.
    package var used: UInt64

    package init(tenant: TenantID, sha256: Digest) {
        self.tenant = tenant
        self.sha256 = sha256
        uses = 0
        used = 0
    }

    package init(_ fields: RecordFields) throws(RecordStoreError) {
        tenant = try fields.identifier("tenant")
        sha256 = try fields.digest("sha256")
        index = try fields.optionalInteger("idx")
        person = try fields.optionalIdentifier("person")
        uses = try fields.integer("uses")
        from = try fields.optionalTime("from_time")
        to = try fields.optionalTime("to_time")
        used = try fields.integer("used")
    }

    package var fields: RecordFields {
        var fields = RecordFields(table: Self.table)
        fields.set("tenant", tenant)
        fields.set("sha256", sha256)
        fields.set("idx", index)
        fields.set("person", person)
        fields.set("uses", uses)
        fields.set("from_time", from)
        fields.set("to_time", to)
        fields.set("used", used)
        return fields
    }
}
