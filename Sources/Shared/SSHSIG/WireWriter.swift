/// Writes SSH wire data types (RFC 4251 §5).
struct WireWriter {
    private(set) var bytes: [UInt8] = []

    mutating func raw(_ content: some Sequence<UInt8>) {
        bytes.append(contentsOf: content)
    }

    mutating func byte(_ value: UInt8) {
        bytes.append(value)
    }

    /// A big-endian uint32.
    mutating func uint32(_ value: UInt32) {
        for shift in [24, 16, 8, 0] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
    }

    /// A `string`: uint32 length and the bytes.
    mutating func string(_ content: some Collection<UInt8>) {
        uint32(UInt32(content.count))
        raw(content)
    }

    mutating func string(_ content: String) {
        string(Array(content.utf8))
    }
}
