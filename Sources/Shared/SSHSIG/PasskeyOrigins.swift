/// The pages on which a passkey may have been used.
package enum PasskeyOrigins: Hashable, Sendable {
    /// The form itself is refused, as ssh-keygen's other forms of a signature are.
    case noPasskeys
    /// Exactly these origins, each `https://…`; an empty list admits none.
    case listed([String])
    /// Any page over TLS: for readers that judge the signer later and look at ``SignatureFacts/origin`` then.
    case anySecure

    func admits(_ origin: String) -> Bool {
        guard origin.hasPrefix("https://") else { return false }
        return switch self {
        case .noPasskeys: false
        case .listed(let origins): origins.contains { $0.utf8.elementsEqual(origin.utf8) }
        case .anySecure: true
        }
    }
}
