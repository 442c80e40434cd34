/// An operation: a UUID of version 7 (RFC 9562 §5.7), lower case, so that ids sort by the time they were made.
package struct OperationID: TextIdentifier {
    package static let refusal = Reason.uuid

    package let text: String

    package init?(_ text: String) {
        guard UUIDText.isVersion7(text) else { return nil }
        self.text = text
    }

    private init(bytes: [UInt8]) {
        text = UUIDText.text(of: bytes)
    }

    /// A new id: 48 bits of Unix milliseconds, then 74 random bits.
    package static func make(
        atMilliseconds milliseconds: UInt64,
        random: inout some RandomNumberGenerator
    ) -> OperationID {
        var bytes = (0..<6).map { UInt8(truncatingIfNeeded: milliseconds >> (40 - 8 * UInt64($0))) }
        for _ in 6..<16 { bytes.append(UInt8.random(in: .min ... .max, using: &random)) }
        bytes[6] = 0x70 | bytes[6] & 0x0F
        bytes[8] = 0x80 | bytes[8] & 0x3F
        return OperationID(bytes: bytes)
    }

    package static func make(at time: Timestamp, random: inout some RandomNumberGenerator) -> OperationID {
        make(atMilliseconds: UInt64(max(0, time.seconds)) * 1_000, random: &random)
    }
}
