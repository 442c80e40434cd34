package import Model
package import TransparencyLog

/// A person's reading session.
///
/// The token itself is never stored, only its digest.
package struct RuntimeSession: StoredRecord {
    package static let table = "session"
    package static let key = ["token_sha256"]

    package let tokenSha256: Digest
    /// The key that signed in, as `type base64`.
    package let keyLine: String
    package let created: Timestamp
    package let expires: Timestamp

    package init(tokenSha256: Digest, keyLine: String, created: Timestamp, expires: Timestamp) {
        self.tokenSha256 = tokenSha256
        self.keyLine = keyLine
        self.created = created
        self.expires = expires
    }

    package init(_ fields: RecordFields) throws(RecordStoreError) {
        tokenSha256 = try fields.digest("token_sha256")
        keyLine = try fields.text("key_line")
        created = try fields.time("created")
        expires = try fields.time("expires")
    }

    package var fields: RecordFields {
        var fields = RecordFields(table: Self.table)
        fields.set("token_sha256", tokenSha256)
        fields.set("key_line", keyLine)
        fields.set("created", created)
        fields.set("expires", expires)
        return fields
    }
}
