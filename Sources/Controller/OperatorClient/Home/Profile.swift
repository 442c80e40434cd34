package import ControllerCore
package import Model
import TransparencyLog

/// Which controller a person works with, and with which key: `profile.json`.
package struct Profile: Codable, Hashable, Sendable {
    package static let file = "profile.json"

    /// `https://host:port`, as dialled.
    package var url: String
    /// SHA-256 over the people CA's DER, lower-case hex.
    package var caSha256: String
    /// Standard base64 of the CA's DER: the only root of trust.
    package var ca: String
    /// Path of the private key, or of the public half of a key that an agent holds.
    package var key: String

    package init(url: String, caSha256: String, ca: String, key: String) {
        self.url = url
        self.caSha256 = caSha256
        self.ca = ca
        self.key = key
    }

    /// The CA's DER; nil if the file was changed by hand.
    package var authority: [UInt8]? {
        guard let der = Base64.decode(ca), Digest(sha256Of: der).hex == caSha256 else { return nil }
        return der
    }
}

/// A reading session: `session.json`, mode 0600.
package struct StoredSession: Codable, Hashable, Sendable {
    package static let file = "session.json"

    package var token: String
    package var expires: String
    package var memberships: [LoginAnswer.Membership]

    package init(_ answer: LoginAnswer) {
        token = answer.token
        expires = answer.expires
        memberships = answer.memberships
    }

    package func isOver(at now: Timestamp) -> Bool {
        guard let end = Timestamp(expires) else { return true }
        return now >= end
    }

    /// The tenant that a command is about: the one named, else the only client.
    package func tenant(named name: String?) throws(ClientError) -> TenantID {
        if let name {
            guard let tenant = TenantID(name) else {
                throw .usage(
                    Localized("\"\(name)\" is no client's name", "“\(name)”不是客户名"),
                    hint: Localized("names look like acme: a-z, 0-9 and -", "形如 acme：a-z、0-9 和 -")
                )
            }
            return tenant
        }
        let clients = memberships.compactMap { TenantID($0.tenant) }.filter { $0 != .provider }
        guard let only = clients.first, clients.count == 1 else {
            throw .tenantMissing(known: clients.map(\.text))
        }
        return only
    }
}
