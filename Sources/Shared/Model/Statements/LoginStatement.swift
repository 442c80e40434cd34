package import TransparencyLog

/// Signs a person in at one origin; it is no entry of the log (docs/protocol.md, login/v1).
package struct LoginStatement: StatementContent {
    package static let type = StatementType.login

    /// The most seconds between `issued` and `expires`.
    package static let maximumValiditySeconds: Int64 = 120

    package let origin: HTTPSOrigin
    package let tenant: TenantID?
    /// 32 random bytes of the controller.
    package let nonce: Digest
    package let issued: Timestamp
    package let expires: Timestamp
    package let purpose: Keyword

    package init(
        origin: HTTPSOrigin,
        tenant: TenantID? = nil,
        nonce: Digest,
        issued: Timestamp,
        expires: Timestamp,
        purpose: Keyword
    ) {
        self.origin = origin
        self.tenant = tenant
        self.nonce = nonce
        self.issued = issued
        self.expires = expires
        self.purpose = purpose
    }

    package static func parse(_ value: JSONValue) throws(Refusal) -> LoginStatement {
        let object = try Field(value).object(
            ["type", "origin", "nonce", "issued", "expires", "purpose"],
            optional: ["tenant"]
        )
        let statement = LoginStatement(
            origin: try object("origin").identifier(),
            tenant: try object.optional("tenant") { f throws(Refusal) in try f.identifier() },
            nonce: try object("nonce").digest(),
            issued: try object("issued").time(),
            expires: try object("expires").time(),
            purpose: try object("purpose").identifier()
        )
        guard statement.issued < statement.expires else { throw Refusal(.order, "expires") }
        guard statement.expires.seconds(since: statement.issued) <= maximumValiditySeconds else {
            throw Refusal(.range, "expires")
        }
        return statement
    }

    package var json: JSONValue {
        var object = JSONObject(Self.type)
        object.set("origin", origin)
        object.set("tenant", tenant)
        object.set("nonce", nonce)
        object.set("issued", issued)
        object.set("expires", expires)
        object.set("purpose", purpose)
        return object.json
    }
}
