import Model
import TransparencyLog
import Trust
import Wire

/// Step 3: the note is a checkpoint of the pinned log, signed by its key (c2sp.org/tlog-checkpoint).
enum CheckpointRule {
    /// The checkpoint, or nil where the note does not hold.
    ///
    /// Witness signatures that are there must verify; how many are asked for is step 4's.
    static func verified(_ proof: LogProof, log root: TrustRoot) -> VerifiedCheckpoint? {
        try? VerifiedCheckpoint.verify(
            note: proof.checkpoint,
            origin: root.log.origin,
            logKey: root.log.key,
            witnesses: root.witnesses.list.map(\.key)
        )
    }

    /// A witness's clock, by which the time floor rises.
    static func newestCosignature(_ checkpoint: VerifiedCheckpoint) -> Timestamp? {
        WitnessFacts(checkpoint).newest
    }
}
