import InventoryReport

/// One stream of one device's output, cut into lines that carry the device's name and are safe to show.
package struct OutputLines: Sendable {
    /// A line without an end is shown after this many bytes.
    private static let longestLine = 4_096

    /// What came after a gap waits for the gap to be filled, up to this many bytes.
    private static let mostHeld = 65_536

    private let prefix: String
    private var pending: [UInt8] = []
    /// Chunks beyond a gap, in order of their position; none of them begins at or before `offset`.
    private var held: [(position: UInt64, bytes: [UInt8])] = []
    /// Bytes of the stream taken so far without a gap.
    package private(set) var offset: UInt64 = 0
    /// What was taken without a gap, to be compared with what the device signed.
    package private(set) var shownBytes = ShownBytes()

    package init(prefix: String) {
        self.prefix = prefix
    }

    /// Takes bytes at an offset; what was taken before (a stream begun anew) is left out.
    ///
    /// A watcher who came late lacks the beginning. It may still come, so what follows is held back; only where too much
    /// waits is the gap marked and passed over.
    package mutating func take(_ bytes: [UInt8], at position: UInt64) -> [String] {
        guard position <= offset else {
            let place = held.firstIndex { $0.position > position } ?? held.endIndex
            held.insert((position, bytes), at: place)
            return held.reduce(0) { $0 + $1.bytes.count } > Self.mostHeld ? passOver() : []
        }
        return append(bytes, at: position) + release()
    }

    /// What is left: held chunks with their gaps marked, then a last line without an end.
    package mutating func end() -> [String] {
        let lines = passOver()
        return pending.isEmpty ? lines : lines + [shown()]
    }

    private mutating func append(_ bytes: [UInt8], at position: UInt64) -> [String] {
        var lines: [String] = []
        let rest = bytes.dropFirst(Int(clamping: offset - position))
        shownBytes.append(rest, at: offset)
        offset &+= UInt64(rest.count)
        for byte in rest {
            if byte == 0x0A {
                lines.append(shown())
            } else {
                pending.append(byte)
                if pending.count >= Self.longestLine { lines.append(shown()) }
            }
        }
        return lines
    }

    /// Shows what is held and follows now.
    private mutating func release() -> [String] {
        var lines: [String] = []
        while let next = held.first, next.position <= offset {
            held.removeFirst()
            lines += append(next.bytes, at: next.position)
        }
        return lines
    }

    private mutating func passOver() -> [String] {
        var lines: [String] = []
        while let next = held.first {
            if next.position > offset {
                if !pending.isEmpty { lines.append(shown()) }
                lines.append("\(prefix)… (\(next.position - offset) B)")
                offset = next.position
            }
            lines += release()
        }
        return lines
    }

    private mutating func shown() -> String {
        defer { pending.removeAll(keepingCapacity: true) }
        if pending.last == 0x0D { pending.removeLast() }
        return prefix + DisplayText.escaped(String(decoding: pending, as: UTF8.self), limit: Self.longestLine)
    }
}
