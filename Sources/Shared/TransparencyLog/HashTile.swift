/// Up to 256 hashes of one tile level, 32 bytes each and nothing else (c2sp.org/tlog-tiles).
package struct HashTile: Hashable, Sendable {
    /// The hashes from left to right.
    package let hashes: [Digest]

    /// Reads a tile.
    ///
    /// - Parameter width: the number of hashes that the tile's path states.
    /// - Throws: `tileLength` unless there are exactly 32 bytes for each hash.
    package init(_ bytes: [UInt8], width: Int) throws(TileError) {
        guard (1...TilePath.fullWidth).contains(width), bytes.count == width * Digest.byteCount else {
            throw .tileLength(bytes: bytes.count, width: width)
        }
        hashes = bytes.withUnsafeBytes { buffer in
            (0..<width).map { index in
                let start = index * Digest.byteCount
                return Digest(copying: UnsafeRawBufferPointer(rebasing: buffer[start..<start + Digest.byteCount]))
            }
        }
    }

    /// Makes a tile of hashes; nil unless there are 1 to 256.
    package init?(hashes: some Collection<Digest>) {
        guard (1...TilePath.fullWidth).contains(hashes.count) else { return nil }
        self.hashes = Array(hashes)
    }

    /// The tile's bytes.
    package var bytes: [UInt8] { hashes.withUnsafeBytes { Array($0) } }

    /// The root of a full tile, which is a hash of the level above; nil for a partial tile, which is never hashed into it.
    package var root: Digest? {
        hashes.count == TilePath.fullWidth ? node(height: 8, index: 0) : nil
    }

    /// The root over the hashes `index << height ..< (index + 1) << height`; nil if the tile does not hold them all.
    package func node(height: UInt8, index: Int) -> Digest? {
        guard height <= 8, (0..<TilePath.fullWidth).contains(index) else { return nil }
        let start = index << Int(height)
        let end = start + (1 << Int(height))
        guard end <= hashes.count else { return nil }
        var level = hashes[start..<end]
        while level.count > 1 {
            let below = level
            level =
                stride(from: below.startIndex, to: below.endIndex, by: 2)
                .map { MerkleHash.node(below[$0], below[$0 + 1]) }[...]
        }
        return level.first
    }
}
