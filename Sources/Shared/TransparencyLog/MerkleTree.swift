/// A Merkle tree whose nodes are all held in memory: target lists, short logs, tests.
package struct MerkleTree: Sendable {
    /// The right edge, which knows size and root.
    package private(set) var frontier = MerkleFrontier()
    /// The complete subtrees, one list of hashes for each level.
    private var levels: [[Digest]] = []

    /// The empty tree.
    package init() {}

    /// The tree over entries.
    package init(leaves: some Sequence<[UInt8]>) {
        for leaf in leaves {
            append(leaf)
        }
    }

    /// The number of leaves.
    package var size: UInt64 { frontier.size }

    /// The root over all leaves.
    package var root: Digest { frontier.root }

    /// Adds an entry.
    package mutating func append(_ leaf: [UInt8]) {
        append(leafHash: MerkleHash.leaf(leaf))
    }

    /// Adds an entry by its leaf hash.
    package mutating func append(leafHash: Digest) {
        frontier.append(leafHash: leafHash) { node in
            if Int(node.level) == levels.count { levels.append([]) }
            levels[Int(node.level)].append(node.hash)
        }
    }
}

extension MerkleTree: TreeNodeSource {
    /// A node outside the tree was asked for.
    package struct MissingNode: Error, Equatable, CustomStringConvertible {
        let level: UInt8
        let index: UInt64

        package var description: String {
            "node \(index) of level \(level) is not in the tree; ask for a size that the tree has reached"
        }
    }

    package func node(level: UInt8, index: UInt64) throws -> Digest {
        guard Int(level) < levels.count, index < UInt64(levels[Int(level)].count) else {
            throw MissingNode(level: level, index: index)
        }
        return levels[Int(level)][Int(index)]
    }
}
