/// The proof that a tree is the beginning of a larger one (RFC 9162 §2.1.4).
package enum ConsistencyProof {
    /// A tree by its size and root, as a checkpoint states it.
    package typealias Tree = (size: UInt64, root: Digest)

    /// Proves that the tree of the first `to` leaves continues that of the first `from`.
    ///
    /// From size 0 and for equal sizes the proof is empty.
    /// - Throws: `ProofFault` if `from` is above `to`, and whatever the source throws.
    package static func make(
        from older: UInt64,
        to newer: UInt64,
        nodes: some TreeNodeSource
    ) throws -> [Digest] {
        guard newer <= Checkpoint.maximumSize else { throw ProofFault.sizeTooLarge }
        guard older <= newer else { throw ProofFault.sizeOrder }
        guard older > 0, older < newer else { return [] }
        var ranges: [Range<UInt64>] = []
        var branch = 0..<newer
        // Walk down to the branch that ends where the older tree ends.
        while older != branch.upperBound {
            let middle = branch.lowerBound + TreeShape.split(branch.upperBound - branch.lowerBound)
            if older <= middle {
                ranges.append(middle..<branch.upperBound)
                branch = branch.lowerBound..<middle
            } else {
                ranges.append(branch.lowerBound..<middle)
                branch = middle..<branch.upperBound
            }
        }
        // A branch that begins at 0 is the whole older tree, whose root the verifier has.
        if branch.lowerBound > 0 { ranges.append(branch) }
        return try ranges.reversed().map { try nodes.root(over: $0) }
    }

    /// Whether the proof shows that the older tree is the beginning of the newer one.
    package static func verify(_ proof: [Digest], from older: Tree, to newer: Tree) -> Bool {
        fault(in: proof, from: older, to: newer) == nil
    }

    /// Why a proof does not hold; nil when it does.
    package static func fault(in proof: [Digest], from older: Tree, to newer: Tree) -> ProofFault? {
        guard newer.size <= Checkpoint.maximumSize else { return .sizeTooLarge }
        guard older.size <= newer.size else { return .sizeOrder }
        if older.size == 0 || older.size == newer.size {
            guard proof.isEmpty else { return .length }
            guard older.size > 0 || older.root == MerkleHash.emptyRoot else { return .rootMismatch }
            return older.size < newer.size || older.root == newer.root ? nil : .rootMismatch
        }
        var hashes = proof[...]
        // The root of a complete older tree is its own first hash, and is left out of the proof.
        let isComplete = older.size & (older.size - 1) == 0
        guard !proof.isEmpty, let start = isComplete ? older.root : hashes.popFirst() else { return .length }

        var path = ProofPath(node: older.size - 1, last: newer.size - 1)
        path.skipRightChildren()
        var olderHash = start
        var newerHash = start
        for hash in hashes {
            switch path.step() {
            case nil: return .length
            case .left:
                olderHash = MerkleHash.node(hash, olderHash)
                newerHash = MerkleHash.node(hash, newerHash)
            case .right:
                newerHash = MerkleHash.node(newerHash, hash)
            }
        }
        guard path.isAtRoot else { return .length }
        return olderHash == older.root && newerHash == newer.root ? nil : .rootMismatch
    }
}
