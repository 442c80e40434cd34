/// The key types that may sign for Countersign, by their SSH names.
///
/// Everything else is refused: DSA is broken, and a certificate would move the decision who may sign out of the
/// trust root.
package enum SSHKeyAlgorithm: String, Hashable, Sendable, CaseIterable {
    case ed25519 = "ssh-ed25519"
    case ecdsaP256 = "ecdsa-sha2-nistp256"
    case ecdsaP384 = "ecdsa-sha2-nistp384"
    case ecdsaP521 = "ecdsa-sha2-nistp521"
    case rsa = "ssh-rsa"
    case securityKeyEd25519 = "sk-ssh-ed25519@openssh.com"
    case securityKeyECDSA = "sk-ecdsa-sha2-nistp256@openssh.com"

    /// Whether the private half lives in an authenticator that attests touch and verification (OpenSSH PROTOCOL.u2f).
    package var isSecurityKey: Bool {
        self == .securityKeyEd25519 || self == .securityKeyECDSA
    }
}
