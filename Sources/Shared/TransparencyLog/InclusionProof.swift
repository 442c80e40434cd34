/// What a Merkle proof lacks.
package enum ProofFault: String, Error, Equatable, Sendable {
    /// The entry's index is not below the tree's size.
    case indexOutOfRange = "index-out-of-range"
    /// The older tree is the larger one.
    case sizeOrder = "size-order"
    /// A size from 2^63.
    case sizeTooLarge = "size-too-large"
    /// Too few or too many hashes for these sizes.
    case length = "proof-length"
    /// The hashes lead to another root.
    case rootMismatch = "root-mismatch"
}

/// The proof that an entry is in a tree (RFC 9162 §2.1.3): the hashes beside its path, from the leaf's sibling upwards.
///
/// A proof alone authenticates neither size nor leaf kind: one path has the same shape in several sizes, and an inner
/// node passes as the leaf of a smaller tree. Take size and root from a verified checkpoint only, and compute the leaf
/// hash from the entry.
package enum InclusionProof {
    /// The most hashes that a proof may have: trees stay below 2^63 leaves.
    package static let maximumCount = 63

    /// Proves leaf `index` against the tree of the first `size` leaves.
    ///
    /// - Throws: `ProofFault` if there is no such leaf or size, and whatever the source throws.
    package static func make(
        index: UInt64,
        size: UInt64,
        from nodes: some TreeNodeSource
    ) throws -> [Digest] {
        guard size <= Checkpoint.maximumSize else { throw ProofFault.sizeTooLarge }
        guard index < size else { throw ProofFault.indexOutOfRange }
        var siblings: [Range<UInt64>] = []
        var branch = 0..<size
        while branch.upperBound - branch.lowerBound > 1 {
            let middle = branch.lowerBound + TreeShape.split(branch.upperBound - branch.lowerBound)
            if index < middle {
                siblings.append(middle..<branch.upperBound)
                branch = branch.lowerBound..<middle
            } else {
                siblings.append(branch.lowerBound..<middle)
                branch = middle..<branch.upperBound
            }
        }
        return try siblings.reversed().map { try nodes.root(over: $0) }
    }

    /// Whether the proof shows that the leaf hash is at `index` of the tree with this size and root.
    package static func verify(
        _ proof: [Digest],
        index: UInt64,
        size: UInt64,
        leafHash: Digest,
        root: Digest
    ) -> Bool {
        fault(in: proof, index: index, size: size, leafHash: leafHash, root: root) == nil
    }

    /// Why a proof does not hold; nil when it does.
    package static func fault(
        in proof: [Digest],
        index: UInt64,
        size: UInt64,
        leafHash: Digest,
        root: Digest
    ) -> ProofFault? {
        guard size <= Checkpoint.maximumSize else { return .sizeTooLarge }
        guard index < size else { return .indexOutOfRange }
        var path = ProofPath(node: index, last: size - 1)
        var hash = leafHash
        for sibling in proof {
            switch path.step() {
            case nil: return .length
            case .left: hash = MerkleHash.node(sibling, hash)
            case .right: hash = MerkleHash.node(hash, sibling)
            }
        }
        guard path.isAtRoot else { return .length }
        return hash == root ? nil : .rootMismatch
    }
}

/// A walk from a node to the root, beside the path of the tree's last node (`fn` and `sn` of RFC 9162 §2.1.3.2).
struct ProofPath {
    /// The side on which the next sibling stands.
    enum Side {
        case left
        case right
    }

    private var node: UInt64
    private var last: UInt64

    init(node: UInt64, last: UInt64) {
        self.node = node
        self.last = last
    }

    /// Whether the path has used up every level.
    var isAtRoot: Bool { last == 0 }

    /// Climbs to the next level that has a sibling; nil at the root.
    mutating func step() -> Side? {
        guard last != 0 else { return nil }
        var side = Side.right
        if node & 1 == 1 || node == last {
            side = .left
            // A last node without a sibling moves up unchanged until it is a right child.
            let levels = UInt64(node.trailingZeroBitCount)
            node >>= levels
            last >>= levels
        }
        node >>= 1
        last >>= 1
        return side
    }

    /// Skips the levels on which the node is a right child: below them, older and newer tree are alike.
    mutating func skipRightChildren() {
        let levels = UInt64((~node).trailingZeroBitCount)
        node >>= levels
        last >>= levels
    }
}
