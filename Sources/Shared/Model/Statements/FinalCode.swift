/// The codes with which a device refuses an order for good, and so the only ones in a receipt.
package enum FinalCode: String, Hashable, Sendable, CaseIterable, JSONConvertible {
    case statement
    case unsupported
    case rootUnknown = "root-unknown"
    case denied
    case signature
    case signerUnknown = "signer-unknown"
    case signerRemoved = "signer-removed"
    case revoked
    case ruleNone = "rule-none"
    case parameter
    case limit
}
