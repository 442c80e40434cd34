/// A tree that is read from its tiles, wherever they lie.
///
/// Single nodes are not authenticated: a proof made from them is worth what its verification against a checkpoint's root
/// says. `audit` checks the whole tree.
package struct TiledTree {
    /// Fetches the bytes of a tile or bundle.
    package typealias Reader = (TilePath) throws -> [UInt8]

    /// The tiles of the tree; only these are asked for.
    package let layout: TileLayout
    private let read: Reader

    /// The tree of a verified checkpoint's size.
    package init(layout: TileLayout, read: @escaping Reader) {
        self.layout = layout
        self.read = read
    }

    /// The hashes of one tile.
    package func tile(_ path: TilePath) throws -> HashTile {
        try HashTile(read(path), width: path.width)
    }

    /// Reads every tile and bundle and checks that they hash to the root, each hash in its place.
    ///
    /// - Parameters:
    ///   - root: the root of the verified checkpoint.
    ///   - entry: receives each entry with its index, in order, after its bundle was checked against level 0. The levels
    ///     above are checked later: act on entries only once this function has returned.
    /// - Throws: `TileError`, and whatever the reader or the closure throws.
    package func audit(root: Digest, entry: (UInt64, [UInt8]) throws -> Void = { _, _ in }) throws {
        var frontier = MerkleFrontier()
        for path in layout.bundles(since: .empty) {
            guard let hashPath = layout.tile(.hashes(level: 0), index: path.index) else { continue }
            let hashes = try tile(hashPath).hashes
            let entries = try EntryBundle.decode(read(path), width: path.width)
            for (position, data) in entries.enumerated() {
                let leafHash = MerkleHash.leaf(data)
                guard leafHash == hashes[position] else { throw TileError.hashMismatch(path, position: position) }
                try entry((path.index << 8) + UInt64(position), data)
                frontier.append(leafHash: leafHash) { _ in }
            }
        }
        guard frontier.root == root else { throw TileError.rootMismatch(size: layout.size) }
        try auditUpperLevels()
    }

    /// Checks that each hash above level 0 is the root of the full tile below it.
    private func auditUpperLevels() throws {
        for path in layout.tiles {
            guard case .hashes(let level) = path.content, level > 0 else { continue }
            for (position, hash) in try tile(path).hashes.enumerated() {
                guard
                    let below = layout.tile(.hashes(level: level - 1), index: (path.index << 8) + UInt64(position)),
                    try tile(below).root == hash
                else {
                    throw TileError.hashMismatch(path, position: position)
                }
            }
        }
    }
}

extension TiledTree: TreeNodeSource {
    package func node(level: UInt8, index: UInt64) throws -> Digest {
        let height = level % 8
        // The first hash of the tile level that the node covers. The shift can not lose bits of a node in the tree.
        let first = index << UInt64(height)
        guard
            first >> UInt64(height) == index,
            let path = layout.tile(.hashes(level: level / 8), index: first >> 8),
            let hash = try tile(path).node(height: height, index: Int(first & 0xFF) >> Int(height))
        else {
            throw TileError.outsideTree(level: level, index: index, size: layout.size)
        }
        return hash
    }
}
