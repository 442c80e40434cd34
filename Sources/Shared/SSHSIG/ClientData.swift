/// The client data of a passkey's assertion: one JSON object that repeats no member (WebAuthn §5.8.1).
///
/// The signature covers the text, so two readers that differ about a repeated member would see two pages. The parser
/// is of its own because the statements' strict one refuses what browsers may add here, and lives above this module.
struct ClientData {
    /// Whether a frame of another site asked for the signature.
    let isCrossOrigin: Bool

    /// Nil unless the bytes are exactly one such object, with `crossOrigin` absent or a boolean.
    init?(_ bytes: [UInt8]) {
        var scanner = JSONScanner(bytes)
        guard let members = scanner.wholeObject() else { return nil }
        switch members.first(where: { $0.name == "crossOrigin" })?.value {
        case nil, .false: isCrossOrigin = false
        case .true: isCrossOrigin = true
        case .other: return nil
        }
    }
}
