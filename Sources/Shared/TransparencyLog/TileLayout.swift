/// Which tiles a tree of a given size has (c2sp.org/tlog-tiles).
package struct TileLayout: Hashable, Sendable {
    /// The number of leaves.
    package let size: UInt64

    /// The layout of a tree; nil from size 2^63.
    package init?(size: UInt64) {
        guard size <= Checkpoint.maximumSize else { return nil }
        self.size = size
    }

    /// The number of tile levels: 0 for the empty tree, 1 below 256 leaves.
    package var levelCount: UInt8 {
        var level: UInt8 = 0
        while hashCount(level: level) > 0 { level += 1 }
        return level
    }

    /// The number of hashes on a tile level, `floor(size / 256^level)`.
    package func hashCount(level: UInt8) -> UInt64 {
        level < 8 ? size >> (8 * UInt64(level)) : 0
    }

    /// The number of all tiles, full and partial, entry bundles not counted.
    package var tileCount: UInt64 {
        (0..<levelCount).reduce(0) { $0 + tileCount(of: hashCount(level: $1)) }
    }

    /// The tile at a place; nil if the tree has none there.
    package func tile(_ content: TilePath.Content, index: UInt64) -> TilePath? {
        let count =
            switch content {
            case .hashes(let level): hashCount(level: level)
            case .entries: size
            }
        guard index < tileCount(of: count) else { return nil }
        let width = min(UInt64(TilePath.fullWidth), count - (index << 8))
        return TilePath(content: content, index: index, width: Int(width))
    }

    /// The tiles that will still grow, at most one on each level.
    package var partialTiles: [TilePath] {
        (0..<levelCount).compactMap { level in
            let last = tile(.hashes(level: level), index: tileCount(of: hashCount(level: level)) - 1)
            return last.flatMap { $0.isPartial ? $0 : nil }
        }
    }

    /// All tiles, level by level from the leaves; the sequence is lazy, for a large tree has many.
    package var tiles: some Sequence<TilePath> { tiles(since: TileLayout.empty) }

    /// The tiles that a smaller tree did not have or had with fewer hashes: what a log writes when it grows.
    package func tiles(since older: TileLayout) -> some Sequence<TilePath> {
        (0..<levelCount).lazy.flatMap { level in
            changed(.hashes(level: level), from: older.hashCount(level: level), to: hashCount(level: level))
        }
    }

    /// The entry bundles that a smaller tree did not have or had with fewer entries.
    package func bundles(since older: TileLayout) -> some Sequence<TilePath> {
        changed(.entries, from: older.size, to: size)
    }

    /// The layout of the empty tree.
    package static let empty = TileLayout()

    private init() {
        size = 0
    }

    private func changed(
        _ content: TilePath.Content,
        from older: UInt64,
        to newer: UInt64
    ) -> some Sequence<TilePath> {
        // A tree that did not grow on this level has nothing new there.
        let range = older < newer ? older >> 8..<tileCount(of: newer) : 0..<0
        return range.lazy.compactMap { tile(content, index: $0) }
    }

    private func tileCount(of hashes: UInt64) -> UInt64 {
        (hashes >> 8) + (hashes & 0xFF == 0 ? 0 : 1)
    }
}
