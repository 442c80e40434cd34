import Model
import TransparencyLog

/// Makes tree nodes and claims again from the leaves, for a file that carries entries and checkpoints only.
enum LogRepair {
    /// Leaves that are read at a time.
    private static let chunkBytes = 4 << 20

    /// Does nothing if the number of stored nodes is that of the tree.
    static func makeDerivedIfMissing(in log: some LogWriting) throws {
        let size = try log.size()
        guard try log.nodeCount() != NodeOrder.count(size: size) else { return }
        try log.removeDerived()
        var frontier = MerkleFrontier()
        while frontier.size < size {
            let leaves = try log.leaves(in: frontier.size..<size, maximumBytes: chunkBytes)
            // A gap in the indexes: the check against the checkpoint that follows will say so.
            guard !leaves.isEmpty else { return }
            let place = NodeOrder.count(size: frontier.size)
            var nodes: [Digest] = []
            for leaf in leaves {
                try makeClaims(of: leaf, index: frontier.size, in: log)
                frontier.append(leafHash: MerkleHash.leaf(leaf)) { if $0.level > 0 { nodes.append($0.hash) } }
            }
            try log.insert(nodes: nodes, at: place)
        }
    }

    private static func makeClaims(of leaf: [UInt8], index: UInt64, in log: some LogWriting) throws {
        guard let entry = try? Entry(leaf: leaf) else { return }
        for claim in LogClaim.made(by: entry.statement) { _ = try log.insert(claim: claim, index: index) }
        guard case .enrolment(let enrolment) = entry.statement else { return }
        var number: UInt64 = 1
        while try log.insert(claim: .tokenUse(enrolment.tokenSha256, number: number), index: index) != nil {
            number += 1
        }
    }
}
