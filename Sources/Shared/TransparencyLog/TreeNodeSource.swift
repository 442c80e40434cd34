/// The root of a complete subtree: node `index` of `level` covers leaves `index << level ..< (index + 1) << level`.
package struct TreeNode: Hashable, Sendable, BitwiseCopyable {
    /// The height above the leaves; level 0 holds the leaf hashes.
    package let level: UInt8
    /// The position in its level, from 0.
    package let index: UInt64
    /// The node's hash.
    package let hash: Digest

    /// Places a hash in the tree.
    package init(level: UInt8, index: UInt64, hash: Digest) {
        self.level = level
        self.index = index
        self.hash = hash
    }
}

/// Where the hashes of complete subtrees are kept: a database, a folder of tiles, memory.
///
/// Complete subtrees never change once they exist, so a source needs no snapshot: any size up to the present one can be
/// proven at any time. The caller asks only for nodes inside the tree; a source throws for others.
package protocol TreeNodeSource {
    /// The hash of a complete subtree.
    func node(level: UInt8, index: UInt64) throws -> Digest
}

extension TreeNodeSource {
    /// The root over the first `size` leaves.
    package func root(size: UInt64) throws -> Digest {
        try size == 0 ? MerkleHash.emptyRoot : root(over: 0..<size)
    }

    /// The right edge of the tree over the first `size` leaves, ready to be appended to; nil from size 2^63.
    package func frontier(size: UInt64) throws -> MerkleFrontier? {
        guard size <= Checkpoint.maximumSize else { return nil }
        return try MerkleFrontier(size: size, nodes: TreeShape.completeSubtrees(of: 0..<size).map(node(of:)))
    }

    /// The root over a range that is one branch of the tree; see `TreeShape.completeSubtrees`.
    func root(over leaves: Range<UInt64>) throws -> Digest {
        let subtrees = TreeShape.completeSubtrees(of: leaves)
        guard let last = subtrees.last else { return MerkleHash.emptyRoot }
        var root = try node(of: last)
        for subtree in subtrees.dropLast().reversed() {
            root = try MerkleHash.node(node(of: subtree), root)
        }
        return root
    }

    private func node(of subtree: TreeShape.Subtree) throws -> Digest {
        try node(level: subtree.level, index: subtree.index)
    }
}

/// How a tree of any size divides into complete subtrees (RFC 6962 §2.1).
enum TreeShape {
    struct Subtree {
        let level: UInt8
        let index: UInt64
    }

    /// The largest power of two strictly below `count`, which must be at least 2.
    static func split(_ count: UInt64) -> UInt64 {
        // Shifts on unsigned words: counting up in Int would never pass 2^62.
        1 << UInt64(63 - (count - 1).leadingZeroBitCount)
    }

    /// The complete subtrees that make up a branch, from left to right and so from large to small.
    ///
    /// The range begins at a multiple of the smallest power of two that is not below its count, as every branch does.
    static func completeSubtrees(of leaves: Range<UInt64>) -> [Subtree] {
        var subtrees: [Subtree] = []
        var begin = leaves.lowerBound
        while begin < leaves.upperBound {
            let level = UInt8(63 - (leaves.upperBound - begin).leadingZeroBitCount)
            subtrees.append(Subtree(level: level, index: begin >> UInt64(level)))
            begin += 1 << UInt64(level)
        }
        return subtrees
    }
}
