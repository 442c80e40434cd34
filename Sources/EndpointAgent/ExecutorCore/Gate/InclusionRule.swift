import TransparencyLog
import Wire

/// Step 6: each leaf, hashed from its own bytes, is in the tree of the verified checkpoint.
enum InclusionRule {
    static func holds(_ leaves: [LoggedLeaf], in checkpoint: VerifiedCheckpoint) -> Bool {
        leaves.allSatisfy { leaf in
            InclusionProof.verify(
                leaf.inclusion,
                index: leaf.index,
                size: checkpoint.checkpoint.size,
                leafHash: MerkleHash.leaf(leaf.leaf),
                root: checkpoint.checkpoint.root
            )
        }
    }
}
