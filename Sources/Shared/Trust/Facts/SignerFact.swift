package import Model
package import SSHSIG

/// What one signature proves, as far as rules ask.
package struct SignerFact: Hashable, Sendable {
    package let key: KeyFingerprint
    /// Whether the mathematics holds and, for a passkey, its page is one that the root lists.
    package let isValid: Bool
    /// The authenticator checked its user: PIN or biometrics.
    package let userVerified: Bool
    /// A passkey used on a page of a controller, which could have shown another text than was signed.
    package let onControllerOrigin: Bool

    package init(
        key: KeyFingerprint,
        isValid: Bool = true,
        userVerified: Bool = false,
        onControllerOrigin: Bool = false
    ) {
        self.key = key
        self.isValid = isValid
        self.userVerified = userVerified
        self.onControllerOrigin = onControllerOrigin
    }

    /// The facts of a signature that verified, under a root that says which pages count.
    package init(_ facts: SignatureFacts, under root: TrustRoot) {
        self.init(
            key: KeyFingerprint(of: facts.key),
            isValid: facts.origin.map { PasskeyPage.isListed($0, in: root) } ?? true,
            userVerified: facts.userVerified,
            onControllerOrigin: facts.origin.map { PasskeyPage.isOfController($0, in: root) } ?? false
        )
    }
}

/// The pages on which passkeys sign.
package enum PasskeyPage {
    /// Whether a root lists this origin, byte for byte.
    package static func isListed(_ origin: String, in root: TrustRoot) -> Bool {
        root.webauthnOrigins.contains { $0.utf8.elementsEqual(origin.utf8) }
    }

    /// Whether an origin's host is that of one of the root's controllers, on any port.
    package static func isOfController(_ origin: String, in root: TrustRoot) -> Bool {
        let host = Self.host(of: origin)
        return root.controllers.contains { withoutFinalDot($0.host[...]).elementsEqual(host) }
    }

    /// The host of `https://host[:port]`.
    private static func host(of origin: String) -> [UInt8] {
        let authority = origin.utf8.starts(with: "https://".utf8) ? origin.dropFirst(8) : origin[...]
        let end = authority.utf8.firstIndex(of: UInt8(ascii: ":")) ?? authority.endIndex
        return withoutFinalDot(authority[..<end])
    }

    /// `c.example.net.` names the same host as `c.example.net`.
    private static func withoutFinalDot(_ host: Substring) -> [UInt8] {
        let bytes = Array(host.utf8)
        return bytes.last == UInt8(ascii: ".") ? Array(bytes.dropLast()) : bytes
    }
}
