package import TransparencyLog

/// A further signature under an operation (docs/protocol.md, approval/v1).
package struct Approval: StatementContent {
    package static let type = StatementType.approval

    package let tenant: TenantID
    /// The root by which the signer judged.
    package let root: RootReference
    package let operation: OperationID
    /// The digest of the operation's statement.
    package let statementSha256: Digest
    /// The digest of the script, item or release; absent for `collect`.
    package let scriptSha256: Digest?
    package let issued: Timestamp
    package let expires: Timestamp
    package let comment: SaltedDigest?

    package init(
        tenant: TenantID,
        root: RootReference,
        operation: OperationID,
        statementSha256: Digest,
        scriptSha256: Digest? = nil,
        issued: Timestamp,
        expires: Timestamp,
        comment: SaltedDigest? = nil
    ) {
        self.tenant = tenant
        self.root = root
        self.operation = operation
        self.statementSha256 = statementSha256
        self.scriptSha256 = scriptSha256
        self.issued = issued
        self.expires = expires
        self.comment = comment
    }

    package static func parse(_ value: JSONValue) throws(Refusal) -> Approval {
        let object = try Field(value).object(
            ["type", "tenant", "root", "operation", "statementSha256", "issued", "expires"],
            optional: ["scriptSha256", "comment"]
        )
        let statement = Approval(
            tenant: try object("tenant").identifier(),
            root: try RootReference.parse(object("root")),
            operation: try object("operation").identifier(),
            statementSha256: try object("statementSha256").digest(),
            scriptSha256: try object.optional("scriptSha256") { f throws(Refusal) in try f.digest() },
            issued: try object("issued").time(),
            expires: try object("expires").time(),
            comment: try object.optional("comment") { f throws(Refusal) in try SaltedDigest.parse(f) }
        )
        guard statement.issued < statement.expires else { throw Refusal(.order, "expires") }
        return statement
    }

    package var json: JSONValue {
        var object = JSONObject(Self.type)
        object.set("tenant", tenant)
        object.set("root", root)
        object.set("operation", operation)
        object.set("statementSha256", statementSha256)
        object.set("scriptSha256", scriptSha256)
        object.set("issued", issued)
        object.set("expires", expires)
        object.set("comment", comment)
        return object.json
    }
}
