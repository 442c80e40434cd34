/// The right edge of a Merkle tree: all that is needed to append leaves and to know the root.
///
/// It holds one hash for each bit set in the size, at most 63, the roots of the largest complete subtrees from left to
/// right. Stored beside a log it lets a restart go on without reading the entries again.
package struct MerkleFrontier: Hashable, Sendable {
    /// The number of leaves.
    package private(set) var size: UInt64 = 0
    /// The roots of the complete subtrees, from the largest to the smallest.
    package private(set) var nodes: [Digest] = []

    /// The empty tree.
    package init() {}

    /// Takes up a stored edge; nil unless there is one hash for each bit set in a size below 2^63.
    package init?(size: UInt64, nodes: [Digest]) {
        guard size <= Checkpoint.maximumSize, nodes.count == size.nonzeroBitCount else { return nil }
        self.size = size
        self.nodes = nodes
    }

    /// The root over all leaves.
    package var root: Digest {
        guard var root = nodes.last else { return MerkleHash.emptyRoot }
        for node in nodes.dropLast().reversed() {
            root = MerkleHash.node(node, root)
        }
        return root
    }

    /// Adds a leaf and returns the subtrees that it completes, the leaf itself first.
    @discardableResult
    package mutating func append(leafHash: Digest) -> [TreeNode] {
        var completed: [TreeNode] = []
        append(leafHash: leafHash) { completed.append($0) }
        return completed
    }

    /// Adds a leaf and hands over each subtree that it completes, the leaf itself first.
    package mutating func append(leafHash: Digest, completed: (TreeNode) throws -> Void) rethrows {
        // The stored edge changes last: if the caller's closure throws, the tree has not grown.
        var kept = nodes.count
        var hash = leafHash
        var level: UInt8 = 0
        try completed(TreeNode(level: 0, index: size, hash: hash))
        while (size >> UInt64(level)) & 1 == 1, kept > 0 {
            kept -= 1
            hash = MerkleHash.node(nodes[kept], hash)
            level += 1
            try completed(TreeNode(level: level, index: size >> UInt64(level), hash: hash))
        }
        nodes.removeLast(nodes.count - kept)
        nodes.append(hash)
        size &+= 1
    }
}
