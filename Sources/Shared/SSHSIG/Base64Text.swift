/// Base64 of RFC 4648 §4, in the one canonical form: padded, without line breaks, unused bits zero.
///
/// Written here because this module leans on no other of ours.
enum Base64Text {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let urlAlphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    static func encode(_ bytes: [UInt8]) -> String {
        var digits = digits(of: bytes, in: alphabet)
        while digits.count % 4 != 0 { digits.append(UInt8(ascii: "=")) }
        return String(decoding: digits, as: UTF8.self)
    }

    /// Without padding, as fingerprints are printed.
    static func encodeUnpadded(_ bytes: [UInt8]) -> String {
        String(decoding: digits(of: bytes, in: alphabet), as: UTF8.self)
    }

    /// The URL and file name safe alphabet without padding (RFC 4648 §5), as WebAuthn writes a challenge.
    static func encodeURLUnpadded(_ bytes: [UInt8]) -> String {
        String(decoding: digits(of: bytes, in: urlAlphabet), as: UTF8.self)
    }

    /// The bytes, or nil if the text is not exactly what ``encode(_:)`` would write.
    static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        guard text.count % 4 == 0 else { return nil }
        let digits = text.prefix { $0 != UInt8(ascii: "=") }
        let padding = text.count - digits.count
        guard padding <= 2, text.suffix(padding).allSatisfy({ $0 == UInt8(ascii: "=") }) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 4 * 3 + 2)
        var held: UInt32 = 0
        var bits = 0
        for digit in digits {
            guard let value = value(of: digit) else { return nil }
            held = held << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: held >> UInt32(bits)))
                held &= (1 << UInt32(bits)) - 1
            }
        }
        // What is left over must be zero, or one value had several texts.
        return held == 0 ? bytes : nil
    }

    private static func digits(of bytes: [UInt8], in alphabet: [UInt8]) -> [UInt8] {
        var digits: [UInt8] = []
        digits.reserveCapacity((bytes.count + 2) / 3 * 4)
        var held: UInt32 = 0
        var bits = 0
        for byte in bytes {
            held = held << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                digits.append(alphabet[Int(held >> UInt32(bits)) & 63])
                held &= (1 << UInt32(bits)) - 1
            }
        }
        if bits > 0 { digits.append(alphabet[Int(held << UInt32(6 - bits)) & 63]) }
        return digits
    }

    private static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): digit - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
