import TransparencyLog
import Trust
import Wire

/// Step 5: the checkpoint extends the stored one.
enum ConsistencyRule {
    enum Judgement {
        case consistent
        case refused(RefusalCode)
        /// Same origin, same size, another root: both signed by the log's key.
        case fork(StoredCheckpoint)
    }

    static func judge(_ offered: VerifiedCheckpoint, proof: LogProof, stored: StoredCheckpoint?) -> Judgement {
        // A new log epoch comes with a root that names it; until then its origin was refused by step 3.
        guard let stored, stored.origin == offered.checkpoint.origin else { return .consistent }
        let checkpoint = offered.checkpoint
        if checkpoint.size < stored.size { return .refused(.checkpointBehind) }
        if checkpoint.size == stored.size {
            guard checkpoint.root == stored.root else { return .fork(stored) }
            // A delivery made before this device advanced carries a proof for its older state, which nobody needs now. One
            // from this size to itself must be empty (RFC 9162 §2.1.4.2).
            let isFromHere = proof.consistencyFrom == stored.size
            return isFromHere && !proof.consistency.isEmpty ? .refused(.consistency) : .consistent
        }
        // A proof from another size is a delivery made for an older state of this device: it is told the size and tries again.
        guard proof.consistencyFrom == stored.size else { return .refused(.checkpointBehind) }
        let holds = ConsistencyProof.verify(
            proof.consistency,
            from: (stored.size, stored.root),
            to: (checkpoint.size, checkpoint.root)
        )
        return holds ? .consistent : .refused(.consistency)
    }
}
