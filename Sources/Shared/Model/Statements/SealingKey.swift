import TransparencyLog

/// A public key to which secrets are sealed (RFC 9180): `x25519 ` or `xwing ` and the base64 of 32 or 1,216 bytes.
package struct SealingKey: Hashable, Sendable, JSONConvertible, CustomStringConvertible {
    package enum Scheme: String, Hashable, Sendable {
        case x25519
        case xwing

        package var keyLength: Int {
            switch self {
            case .x25519: 32
            case .xwing: 1_216
            }
        }
    }

    package let scheme: Scheme
    package let bytes: [UInt8]

    package init?(scheme: Scheme, bytes: [UInt8]) {
        guard bytes.count == scheme.keyLength else { return nil }
        self.scheme = scheme
        self.bytes = bytes
    }

    package init?(_ text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, let scheme = Scheme(rawValue: String(parts[0])),
            let bytes = Base64.decode(String(parts[1]))
        else { return nil }
        self.init(scheme: scheme, bytes: bytes)
    }

    package static func parse(_ field: Field) throws(Refusal) -> SealingKey {
        guard let key = SealingKey(try field.string()) else { throw field.refusal(.keyMalformed) }
        return key
    }

    package var text: String { "\(scheme.rawValue) \(Base64.encode(bytes))" }

    package var description: String { text }

    package var json: JSONValue { .string(text) }
}
