package import TransparencyLog

/// What someone else says afterwards about an emergency operation (docs/protocol.md, review/v1).
package struct Review: StatementContent {
    package static let type = StatementType.review

    package let tenant: TenantID
    /// The root by which the signer judged.
    package let root: RootReference
    package let operation: OperationID
    /// The digest of the operation's statement.
    package let statementSha256: Digest
    package let verdict: ReviewVerdict
    package let issued: Timestamp
    package let comment: SaltedDigest?

    package init(
        tenant: TenantID,
        root: RootReference,
        operation: OperationID,
        statementSha256: Digest,
        verdict: ReviewVerdict,
        issued: Timestamp,
        comment: SaltedDigest? = nil
    ) {
        self.tenant = tenant
        self.root = root
        self.operation = operation
        self.statementSha256 = statementSha256
        self.verdict = verdict
        self.issued = issued
        self.comment = comment
    }

    package static func parse(_ value: JSONValue) throws(Refusal) -> Review {
        let object = try Field(value).object(
            ["type", "tenant", "root", "operation", "statementSha256", "verdict", "issued"],
            optional: ["comment"]
        )
        return Review(
            tenant: try object("tenant").identifier(),
            root: try RootReference.parse(object("root")),
            operation: try object("operation").identifier(),
            statementSha256: try object("statementSha256").digest(),
            verdict: try object("verdict").word(),
            issued: try object("issued").time(),
            comment: try object.optional("comment") { f throws(Refusal) in try SaltedDigest.parse(f) }
        )
    }

    package var json: JSONValue {
        var object = JSONObject(Self.type)
        object.set("tenant", tenant)
        object.set("root", root)
        object.set("operation", operation)
        object.set("statementSha256", statementSha256)
        object.set("verdict", verdict)
        object.set("issued", issued)
        object.set("comment", comment)
        return object.json
    }
}
