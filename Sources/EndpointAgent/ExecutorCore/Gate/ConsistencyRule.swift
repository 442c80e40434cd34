import TransparencyLog
import Trust
import Wire

/// Step 5: the checkpoint extends the stored one.
enum ConsistencyRule {
    /// Whether the log has signed two histories: same origin, same size, another root.
    static func contradicts(_ offered: VerifiedCheckpoint, _ stored: StoredCheckpoint) -> Bool {
        let checkpoint = offered.checkpoint
        return checkpoint.origin == stored.origin && checkpoint.size == stored.size && checkpoint.root != stored.root
    }

    /// `checkpoint-behind` or `consistency`, for a checkpoint that does not contradict the stored one.
    static func refusal(_ offered: VerifiedCheckpoint, proof: LogProof, stored: StoredCheckpoint?) -> RefusalCode? {
        // A new log epoch comes with a root that names it; until then its origin was refused by step 3.
        guard let stored, stored.origin == offered.checkpoint.origin else { return nil }
        let checkpoint = offered.checkpoint
        if checkpoint.size < stored.size { return .checkpointBehind }
        if checkpoint.size == stored.size {
            // A delivery made before this device advanced carries a proof for its older state, which nobody needs now. One
            // from this size to itself must be empty (RFC 9162 §2.1.4.2).
            return proof.consistencyFrom == stored.size && !proof.consistency.isEmpty ? .consistency : nil
        }
        // A proof from another size is a delivery made for an older state of this device: it is told the size and tries again.
        guard proof.consistencyFrom == stored.size else { return .checkpointBehind }
        let holds = ConsistencyProof.verify(
            proof.consistency,
            from: (stored.size, stored.root),
            to: (checkpoint.size, checkpoint.root)
        )
        return holds ? nil : .consistency
    }
}
