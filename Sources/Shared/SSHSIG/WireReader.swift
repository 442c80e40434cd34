/// Reads SSH wire data types (RFC 4251 §5) from bytes that a peer chose.
///
/// Every length is checked against what is left before anything is sliced, so an announced length of 0xffffffff
/// neither overflows nor allocates. Errors carry the one reason that the owner gives.
struct WireReader {
    private let bytes: [UInt8]
    private var position = 0
    /// The word for data that ends early.
    private let truncated: SSHSIGError.Reason

    init(_ bytes: [UInt8], truncated: SSHSIGError.Reason) {
        self.bytes = bytes
        self.truncated = truncated
    }

    var isAtEnd: Bool { position == bytes.count }

    mutating func take(_ count: Int) throws(SSHSIGError) -> [UInt8] {
        guard count >= 0, count <= bytes.count - position else { throw SSHSIGError(truncated) }
        defer { position += count }
        return Array(bytes[position..<position + count])
    }

    mutating func byte() throws(SSHSIGError) -> UInt8 {
        guard position < bytes.count else { throw SSHSIGError(truncated) }
        defer { position += 1 }
        return bytes[position]
    }

    /// A big-endian uint32.
    mutating func uint32() throws(SSHSIGError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 { value = value << 8 | UInt32(try byte()) }
        return value
    }

    /// A `string`: uint32 length and that many bytes.
    mutating func string() throws(SSHSIGError) -> [UInt8] {
        let length = try uint32()
        guard UInt64(length) <= UInt64(bytes.count - position) else { throw SSHSIGError(truncated) }
        return try take(Int(length))
    }

    /// A positive `mpint` in its one minimal form, returned as big-endian magnitude without leading zeros.
    ///
    /// Zero, negative numbers and spare leading zeros are refused: each would give one number two encodings.
    mutating func positiveInteger(else reason: SSHSIGError.Reason) throws(SSHSIGError) -> [UInt8] {
        let content = try string()
        guard let first = content.first, first & 0x80 == 0 else { throw SSHSIGError(reason) }
        guard first == 0 else { return content }
        guard content.count > 1, content[1] & 0x80 != 0 else { throw SSHSIGError(reason) }
        return Array(content.dropFirst())
    }

    func end(else reason: SSHSIGError.Reason) throws(SSHSIGError) {
        guard isAtEnd else { throw SSHSIGError(reason) }
    }
}
