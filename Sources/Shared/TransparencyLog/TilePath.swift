/// The name of a tile or an entry bundle, such as `tile/1/x001/x234/067.p/5` (c2sp.org/tlog-tiles).
package struct TilePath: Hashable, Sendable {
    /// What the file holds.
    package enum Content: Hashable, Sendable {
        /// Hashes of one tile level: level `l` holds the roots of subtrees of 256^l leaves.
        case hashes(level: UInt8)
        /// The entries themselves.
        case entries
    }

    /// The number of hashes or entries in a full tile.
    package static let fullWidth = 256
    /// The highest tile level that the format can name.
    package static let maximumLevel: UInt8 = 63

    /// What the file holds.
    package let content: Content
    /// The tile's position in its level, from 0.
    package let index: UInt64
    /// How many hashes or entries it holds, 1 to 256; below 256 the tile is partial.
    package let width: Int

    /// Names a tile; nil for a level above 63 or a width outside 1 to 256.
    package init?(content: Content, index: UInt64, width: Int = TilePath.fullWidth) {
        guard (1...Self.fullWidth).contains(width) else { return nil }
        if case .hashes(let level) = content, level > Self.maximumLevel { return nil }
        self.content = content
        self.index = index
        self.width = width
    }

    /// Reads a path; nil unless it is written exactly as `text` writes it.
    package init?(_ text: String) {
        // The longest: tile/entries, seven groups for 2^64, a width. A bound before the work.
        guard text.utf8.count <= 64 else { return nil }
        var parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)[...]
        guard parts.popFirst()?.elementsEqual("tile".utf8) == true, let name = parts.popFirst() else { return nil }
        let content: Content
        if name.elementsEqual("entries".utf8) {
            content = .entries
        } else {
            guard let level = Decimal.parse(name), level <= UInt64(Self.maximumLevel) else { return nil }
            content = .hashes(level: UInt8(level))
        }

        var width = Self.fullWidth
        if let group = parts.dropLast().last, group.suffix(2).elementsEqual(".p".utf8), let last = parts.popLast() {
            guard let partial = Decimal.parse(last), partial < UInt64(Self.fullWidth) else { return nil }
            width = Int(partial)
            parts.removeLast()
            parts.append(group.dropLast(2))
        }

        var index: UInt64 = 0
        for group in parts {
            let digits = group.first == UInt8(ascii: "x") ? group.dropFirst() : group
            guard digits.count == 3 else { return nil }
            for digit in digits {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
                let (product, overflowed) = index.multipliedReportingOverflow(by: 10)
                let (sum, carried) = product.addingReportingOverflow(UInt64(digit - UInt8(ascii: "0")))
                guard !overflowed, !carried else { return nil }
                index = sum
            }
        }
        self.init(content: content, index: index, width: width)
        // One name for each tile: whatever is left (a missing `x`, a group too many) shows here.
        guard self.text.utf8.elementsEqual(text.utf8) else { return nil }
    }

    /// Whether the tile will grow.
    package var isPartial: Bool { width < Self.fullWidth }

    /// The path below the log's prefix.
    package var text: String {
        let name =
            switch content {
            case .hashes(let level): String(level)
            case .entries: "entries"
            }
        var groups = Self.threeDigits(index % 1000)
        var rest = index / 1000
        while rest > 0 {
            groups = "x" + Self.threeDigits(rest % 1000) + "/" + groups
            rest /= 1000
        }
        return "tile/\(name)/\(groups)" + (isPartial ? ".p/\(width)" : "")
    }

    private static func threeDigits(_ value: UInt64) -> String {
        let digits = String(value)
        return String(repeating: "0", count: 3 - digits.count) + digits
    }
}

extension TilePath: CustomStringConvertible {
    package var description: String { text }
}
