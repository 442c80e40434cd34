import Model
import TransparencyLog
import Trust
import Wire

/// Step 3: the note is a checkpoint of the pinned log, signed by its key (c2sp.org/tlog-checkpoint).
enum CheckpointRule {
    /// The most bytes of a note as a receipt writes it, so that the receipt stays within a statement's bound.
    static let noteLimit = 16_384

    /// The checkpoint, or nil where the note does not hold.
    ///
    /// Witness signatures that are there must verify; how many are asked for is step 4's.
    static func signed(_ proof: LogProof, log root: TrustRoot) -> VerifiedCheckpoint? {
        try? VerifiedCheckpoint.verify(
            note: proof.checkpoint,
            origin: root.log.origin,
            logKey: root.log.key,
            witnesses: root.witnesses.list.map(\.key)
        )
    }

    /// Whether the parser takes a receipt that repeats the note and names a leaf of the tree.
    ///
    /// Whoever holds the log's key may sign a note that is too long, hides characters or counts too far: a run proven by it
    /// would have a receipt that nobody can read, and so would be hidden.
    static func fitsReceipt(_ checkpoint: VerifiedCheckpoint) -> Bool {
        checkpoint.checkpoint.size <= Field.largestInteger
            && JSONWriter.bytes(.string(checkpoint.note)).count <= noteLimit
            && checkpoint.note.unicodeScalars.allSatisfy { $0 == "\n" || !ForbiddenCharacters.contains($0.value) }
    }
}
