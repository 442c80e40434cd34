/// `POST /v1/login/challenge`: a nonce for one login statement, good for two minutes.
package struct LoginChallenge: Codable, Hashable, Sendable {
    /// 64 lower-case hex digits.
    package var nonce: String
    /// The origin the controller answers as (`https://host:port`); the client refuses one that it did not dial.
    package var origin: String

    package init(nonce: String, origin: String) {
        self.nonce = nonce
        self.origin = origin
    }
}

/// `POST /v1/login`: a login/v1 statement and its signature in `login@countersign`.
package struct LoginRequest: Codable, Hashable, Sendable {
    package var statement: String
    package var signature: String

    package init(statement: String, signature: String) {
        self.statement = statement
        self.signature = signature
    }
}

/// A reading session, which never authorises an action.
package struct LoginAnswer: Codable, Hashable, Sendable {
    /// Bearer token, base64url of 32 random bytes.
    package var token: String
    /// At most eight hours ahead.
    package var expires: String
    package var memberships: [Membership]

    package init(token: String, expires: String, memberships: [Membership]) {
        self.token = token
        self.expires = expires
        self.memberships = memberships
    }

    /// Who the signing key is in one tenant's current root.
    package struct Membership: Codable, Hashable, Sendable {
        package var tenant: String
        package var person: String
        package var roles: [String]

        package init(tenant: String, person: String, roles: [String]) {
            self.tenant = tenant
            self.person = person
            self.roles = roles
        }
    }
}
