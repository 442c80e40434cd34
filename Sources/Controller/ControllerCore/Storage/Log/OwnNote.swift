import Model
import TransparencyLog

/// Reads notes that the log's own key should have signed.
enum OwnNote {
    static func checkpoint(_ note: String, key: NoteVerifierKey) throws(NoteError) -> Checkpoint {
        try VerifiedCheckpoint.verify(note: note, origin: key.name, logKey: key, witnesses: []).checkpoint
    }
}

/// Reads the time of a leaf without judging the rest of it.
enum EntryTime {
    static func read(_ leaf: [UInt8]) -> Timestamp? {
        guard let text = try? StrictJSON(leaf, limit: StrictJSON.leafLimit).value["at"]?.stringValue else { return nil }
        return Timestamp(text)
    }
}
