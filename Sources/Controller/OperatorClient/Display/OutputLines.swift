import InventoryReport

/// One stream of one device's output, cut into lines that carry the device's name and are safe to show.
package struct OutputLines: Sendable {
    /// A line without an end is shown after this many bytes.
    private static let longestLine = 4_096

    private let prefix: String
    private var pending: [UInt8] = []
    /// Bytes of the stream taken so far.
    package private(set) var offset: UInt64 = 0

    package init(prefix: String) {
        self.prefix = prefix
    }

    /// Takes bytes at an offset; what was taken before (a stream begun anew) is left out, a gap is marked.
    package mutating func take(_ bytes: [UInt8], at position: UInt64) -> [String] {
        var lines: [String] = []
        var bytes = bytes[...]
        if position < offset {
            bytes = bytes.dropFirst(Int(clamping: offset - position))
        } else if position > offset {
            lines.append(contentsOf: end())
            lines.append("\(prefix)… (\(position - offset) bytes missing)")
            offset = position
        }
        offset &+= UInt64(bytes.count)
        for byte in bytes {
            if byte == 0x0A {
                lines.append(shown())
            } else {
                pending.append(byte)
                if pending.count >= Self.longestLine { lines.append(shown()) }
            }
        }
        return lines
    }

    /// What is left of a last line without an end.
    package mutating func end() -> [String] {
        pending.isEmpty ? [] : [shown()]
    }

    private mutating func shown() -> String {
        defer { pending.removeAll(keepingCapacity: true) }
        if pending.last == 0x0D { pending.removeLast() }
        return prefix + DisplayText.escaped(String(decoding: pending, as: UTF8.self), limit: Self.longestLine)
    }
}
