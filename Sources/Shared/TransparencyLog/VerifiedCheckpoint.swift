/// A checkpoint that its log signed, with the witnesses who cosigned it; only verification makes one.
package struct VerifiedCheckpoint: Sendable {
    /// What one witness vouched for.
    package struct Cosignature: Hashable, Sendable {
        /// The witness's key.
        package let key: NoteVerifierKey
        /// The Unix time at which the witness knew no larger tree of this log.
        package let time: UInt64
    }

    /// What the log claims.
    package let checkpoint: Checkpoint
    /// The whole note, byte for byte.
    package let note: String
    /// One entry for each distinct witness key, so the count is the quorum reached.
    ///
    /// The log's own key never counts.
    package let cosignatures: [Cosignature]

    /// Verifies a checkpoint note.
    ///
    /// The quorum is the caller's to demand; see `require(quorum:)`.
    ///
    /// - Parameters:
    ///   - note: the signed note.
    ///   - origin: the log that was expected.
    ///   - logKey: the log's key, of type 0x01.
    ///   - witnesses: the trusted witness keys; only those of type 0x04 count.
    /// - Throws: `NoteError` for the first check that fails, in the order: note, signatures, checkpoint, origin, log.
    package static func verify(
        note: String,
        origin: String,
        logKey: NoteVerifierKey,
        witnesses: [NoteVerifierKey]
    ) throws(NoteError) -> VerifiedCheckpoint {
        guard logKey.type == .ed25519 else {
            throw .keyFormat("the key of log \"\(origin)\" is a witness key of type 0x04")
        }
        let signed = try SignedNote(note)
        let signatures = try signed.verifiedSignatures(by: [logKey] + witnesses)
        let checkpoint = try Checkpoint(text: signed.text)
        guard checkpoint.origin.utf8.elementsEqual(origin.utf8) else {
            throw .originMismatch(expected: origin, presented: checkpoint.origin)
        }
        guard signatures.contains(where: { $0.key == logKey }) else { throw .logSignatureMissing(origin) }

        var cosignatures: [Cosignature] = []
        for signature in signatures {
            guard let time = signature.time, signature.key.publicKey != logKey.publicKey else { continue }
            // One key under two names is one witness: the message it signs does not hold the name.
            guard !cosignatures.contains(where: { $0.key.publicKey == signature.key.publicKey }) else { continue }
            cosignatures.append(Cosignature(key: signature.key, time: time))
        }
        return VerifiedCheckpoint(checkpoint: checkpoint, note: signed.raw, cosignatures: cosignatures)
    }

    /// Refuses unless at least this many distinct witnesses cosigned.
    package func require(quorum: Int) throws(NoteError) {
        guard cosignatures.count >= quorum else { throw .quorum(demanded: quorum, found: cosignatures.count) }
    }

    private init(checkpoint: Checkpoint, note: String, cosignatures: [Cosignature]) {
        self.checkpoint = checkpoint
        self.note = note
        self.cosignatures = cosignatures
    }
}
