/// A set of ASCII bytes, for the shapes of names.
package struct ASCIISet: Sendable {
    private let low: UInt64
    private let high: UInt64

    private init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }

    /// The bytes of an ASCII text.
    package init(_ characters: StaticString) {
        var low: UInt64 = 0
        var high: UInt64 = 0
        characters.withUTF8Buffer {
            for byte in $0 where byte < 0x80 {
                if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte - 64) }
            }
        }
        self.init(low: low, high: high)
    }

    package static let lower = ASCIISet("abcdefghijklmnopqrstuvwxyz")
    package static let upper = ASCIISet("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    package static let digits = ASCIISet("0123456789")

    package static func | (left: ASCIISet, right: ASCIISet) -> ASCIISet {
        ASCIISet(low: left.low | right.low, high: left.high | right.high)
    }

    package func contains(_ byte: UInt8) -> Bool {
        switch byte {
        case 0..<64: low >> UInt64(byte) & 1 == 1
        case 64..<128: high >> UInt64(byte - 64) & 1 == 1
        default: false
        }
    }
}
