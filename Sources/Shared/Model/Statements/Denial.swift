package import TransparencyLog

/// One person's no to an operation, for good (docs/protocol.md, denial/v1).
///
/// It never lapses: `expires` stands because its members are those of an approval.
package struct Denial: StatementContent {
    package static let type = StatementType.denial

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
    package let reason: SaltedDigest

    package init(
        tenant: TenantID,
        root: RootReference,
        operation: OperationID,
        statementSha256: Digest,
        scriptSha256: Digest? = nil,
        issued: Timestamp,
        expires: Timestamp,
        reason: SaltedDigest
    ) {
        self.tenant = tenant
        self.root = root
        self.operation = operation
        self.statementSha256 = statementSha256
        self.scriptSha256 = scriptSha256
        self.issued = issued
        self.expires = expires
        self.reason = reason
    }

    package static func parse(_ value: JSONValue) throws(Refusal) -> Denial {
        let object = try Field(value).object(
            ["type", "tenant", "root", "operation", "statementSha256", "issued", "expires", "reason"],
            optional: ["scriptSha256"]
        )
        let statement = Denial(
            tenant: try object("tenant").identifier(),
            root: try RootReference.parse(object("root")),
            operation: try object("operation").identifier(),
            statementSha256: try object("statementSha256").digest(),
            scriptSha256: try object.optional("scriptSha256") { f throws(Refusal) in try f.digest() },
            issued: try object("issued").time(),
            expires: try object("expires").time(),
            reason: try SaltedDigest.parse(object("reason"))
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
        object.set("reason", reason)
        return object.json
    }
}
