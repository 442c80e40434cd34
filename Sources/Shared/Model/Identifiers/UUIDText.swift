/// The lower-case form of a UUID (RFC 9562 §4): 8-4-4-4-12 hexadecimal digits.
enum UUIDText {
    static func isValid(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 36 else { return false }
        return bytes.enumerated().allSatisfy { index, byte in
            switch index {
            case 8, 13, 18, 23: byte == UInt8(ascii: "-")
            default: hexDigits.contains(byte)
            }
        }
    }

    /// Version 7 of the RFC's variant.
    static func isVersion7(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return isValid(text) && bytes[14] == UInt8(ascii: "7") && "89ab".utf8.contains(bytes[19])
    }

    /// The text of sixteen bytes.
    static func text(of bytes: [UInt8]) -> String {
        var characters: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { characters.append(UInt8(ascii: "-")) }
            for nibble in [byte >> 4, byte & 0x0F] {
                characters.append(nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10)
            }
        }
        return String(decoding: characters, as: UTF8.self)
    }

    private static let hexDigits = ASCIISet.digits | ASCIISet("abcdef")
}
