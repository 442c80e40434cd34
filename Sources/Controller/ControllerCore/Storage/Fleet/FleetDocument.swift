package import Model
package import TransparencyLog

/// A version of a tenant's root, or a status statement: documents that narrow or widen who may act.
package struct FleetDocument: StoredRecord {
    package static let table = "document"
    package static let key = ["tenant", "idx"]

    package let tenant: TenantID
    package let index: UInt64
    /// `root`, `status`, `publish` or `release`.
    package let kind: EntryKind
    /// Root version, the version of the root that a status names, item version, release sequence.
    package let version: UInt64
    package let sha256: Digest
    package let issued: Timestamp
    package let expires: Timestamp?
    /// Item id, or release version.
    package let name: String?

    package init(
        tenant: TenantID,
        index: UInt64,
        kind: EntryKind,
        version: UInt64,
        sha256: Digest,
        issued: Timestamp,
        expires: Timestamp? = nil,
        name: String? = nil
    ) {
        self.tenant = tenant
        self.index = index
        self.kind = kind
        self.version = version
        self.sha256 = sha256
        self.issued = issued
        self.expires = expires
        self.name = name
    }

    package init(_ fields: RecordFields) throws(RecordStoreError) {
        tenant = try fields.identifier("tenant")
        index = try fields.integer("idx")
        kind = try fields.word("kind")
        version = try fields.integer("version")
        sha256 = try fields.digest("sha256")
        issued = try fields.time("issued")
        expires = try fields.optionalTime("expires")
        name = try fields.optionalText("name")
    }

    package var fields: RecordFields {
        var fields = RecordFields(table: Self.table)
        fields.set("tenant", tenant)
        fields.set("idx", index)
        fields.set("kind", kind)
        fields.set("version", version)
        fields.set("sha256", sha256)
        fields.set("issued", issued)
        fields.set("expires", expires)
        fields.set("name", name)
        return fields
    }
}
