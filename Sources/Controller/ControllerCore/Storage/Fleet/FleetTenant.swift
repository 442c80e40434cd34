package import Model
package import TransparencyLog

/// How far a tenant's log has been projected, and its current root.
package struct FleetTenant: StoredRecord {
    package static let table = "tenant"
    package static let key = ["tenant"]

    package let tenant: TenantID
    /// Entries that are in the projection.
    package var size: UInt64
    /// Leaf hash of the last of them, by which a log that was exchanged is noticed.
    package var lastLeaf: Digest?
    /// Time of the last of them.
    package var latest: Timestamp?
    /// Leaf index of the newest root.
    package var rootIndex: UInt64?
    package var rootVersion: UInt64
    package var rootSha256: Digest?
    /// Entries that this program could not read; the auditor says why.
    package var unreadable: UInt64

    package init(tenant: TenantID) {
        self.tenant = tenant
        size = 0
        rootVersion = 0
        unreadable = 0
    }

    package init(_ fields: RecordFields) throws(RecordStoreError) {
        tenant = try fields.identifier("tenant")
        size = try fields.integer("size")
        lastLeaf = try fields.optionalDigest("last_leaf")
        latest = try fields.optionalTime("latest")
        rootIndex = try fields.optionalInteger("root_idx")
        rootVersion = try fields.integer("root_version")
        rootSha256 = try fields.optionalDigest("root_sha256")
        unreadable = try fields.integer("unreadable")
    }

    package var fields: RecordFields {
        var fields = RecordFields(table: Self.table)
        fields.set("tenant", tenant)
        fields.set("size", size)
        fields.set("last_leaf", lastLeaf)
        fields.set("latest", latest)
        fields.set("root_idx", rootIndex)
        fields.set("root_version", rootVersion)
        fields.set("root_sha256", rootSha256)
        fields.set("unreadable", unreadable)
        return fields
    }
}
