import Model
import TransparencyLog

/// Makes tree nodes and claims again from the leaves, for a file that carries entries and checkpoints only.
enum LogRepair {
    /// How many nodes of level 1 and up a tree has: floor(n/2) + floor(n/4) and so on.
    static func expectedNodes(size: UInt64) -> UInt64 { size - UInt64(size.nonzeroBitCount) }

    /// Leaves that are read at a time.
    private static let chunkBytes = 4 << 20

    /// Does nothing if the number of stored nodes is that of the tree.
    static func makeDerivedIfMissing(in log: some LogWriting) throws {
        let size = try log.size()
        guard try log.nodeCount() != expectedNodes(size: size) else { return }
        try log.removeDerived()
        var frontier = MerkleFrontier()
        while frontier.size < size {
            let leaves = try log.leaves(in: frontier.size..<size, maximumBytes: chunkBytes)
            // A gap in the indexes: the check against the checkpoint that follows will say so.
            guard !leaves.isEmpty else { return }
            for leaf in leaves {
                try makeClaims(of: leaf, index: frontier.size, in: log)
                for node in frontier.append(leafHash: MerkleHash.leaf(leaf)) where node.level > 0 {
                    try log.insert(node: node)
                }
            }
        }
    }

    private static func makeClaims(of leaf: [UInt8], index: UInt64, in log: some LogWriting) throws {
        guard let entry = try? Entry(leaf: leaf) else { return }
        for claim in LogClaim.made(by: entry.statement) where try log.index(of: claim) == nil {
            try log.insert(claim: claim, index: index)
        }
        guard case .enrolment(let enrolment) = entry.statement else { return }
        var number: UInt64 = 1
        while try log.index(of: .tokenUse(enrolment.tokenSha256, number: number)) != nil { number += 1 }
        try log.insert(claim: .tokenUse(enrolment.tokenSha256, number: number), index: index)
    }
}
