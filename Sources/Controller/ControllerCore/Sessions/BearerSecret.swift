package import TransparencyLog

/// 32 random bytes that whoever holds them proves himself by: an enrolment token, a session.
///
/// Only the digest is stored.
package struct BearerSecret: Hashable, Sendable {
    package static let length = 32

    package let bytes: [UInt8]

    /// Takes up 32 bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == BearerSecret.length else { return nil }
        self.bytes = bytes
    }

    /// Reads base64url without padding (RFC 4648 §5).
    package init?(text: String) {
        guard text.utf8.count == 43, text.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "/") })
        else { return nil }
        let standard = String(decoding: text.utf8.map(Self.standard), as: UTF8.self)
        guard let bytes = Base64.decode(standard + "=") else { return nil }
        self.init(bytes: bytes)
    }

    /// A new one.
    package static func make(random: inout some RandomNumberGenerator) -> BearerSecret {
        BearerSecret(unchecked: (0..<length).map { _ in UInt8.random(in: .min ... .max, using: &random) })
    }

    private init(unchecked bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// base64url without padding.
    package var text: String {
        String(decoding: Base64.encode(bytes).utf8.filter { $0 != UInt8(ascii: "=") }.map(Self.urlSafe), as: UTF8.self)
    }

    /// The digest under which it is known here.
    package var sha256: Digest { Digest(sha256Of: bytes) }

    private static func standard(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "-"): UInt8(ascii: "+")
        case UInt8(ascii: "_"): UInt8(ascii: "/")
        default: byte
        }
    }

    private static func urlSafe(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "+"): UInt8(ascii: "-")
        case UInt8(ascii: "/"): UInt8(ascii: "_")
        default: byte
        }
    }
}
