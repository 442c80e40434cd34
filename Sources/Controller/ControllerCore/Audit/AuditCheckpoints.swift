import Model
import TransparencyLog
import Trust

/// Checkpoint notes against the tree and the log keys that the roots name.
struct AuditCheckpoints: Sendable {
    /// A log as some root of the chain names it.
    struct Log: Hashable, Sendable {
        let origin: String
        let key: NoteVerifierKey
        /// The first leaf after the root that names it.
        let from: UInt64
    }

    let logs: [Log]
    let witnesses: [NoteVerifierKey]
    let tree: MerkleTree

    init(history: TenantHistory, tree: MerkleTree) {
        var logs: [Log] = []
        var witnesses: [NoteVerifierKey] = []
        for root in history.roots {
            let log = root.held.root.log
            if !logs.contains(where: { $0.key == log.key && $0.origin == log.origin }) {
                logs.append(Log(origin: log.origin, key: log.key, from: root.index + 1))
            }
            for witness in root.held.root.witnesses.list where !witnesses.contains(witness.key) {
                witnesses.append(witness.key)
            }
        }
        self.logs = logs
        self.witnesses = witnesses
        self.tree = tree
    }

    /// A checkpoint as the file holds it.
    struct Stored: Sendable {
        let size: UInt64
        let note: String
        /// Lines by witnesses, kept beside the note.
        let cosignatures: [String]
    }

    /// What one checkpoint comes to.
    struct Judged: Sendable {
        let size: UInt64
        /// Whether the log's key signed this tree.
        var holds = false
        var faults: [(word: AuditWord, detail: String)] = []
        var cosignatures: UInt64 = 0
    }

    /// Judges the note stored for a size.
    func judge(_ stored: Stored) -> Judged {
        var judged = Judged(size: stored.size)
        // A note that verifies under no key is refused for the reason that the oldest key gives.
        var reason = "no root names a log key"
        for log in logs.reversed() where log.from <= max(stored.size, 1) {
            let verified: VerifiedCheckpoint
            do throws(NoteError) {
                verified = try verify(stored.note, by: log, witnesses: witnesses(besides: log))
            } catch {
                reason = error.code
                continue
            }
            if verified.checkpoint.size != stored.size {
                judged.faults = [(.checkpoint, "the note says \(verified.checkpoint.size)")]
            } else if !isOver(tree, verified.checkpoint) {
                judged.faults = [(.checkpointRoot, "")]
            } else {
                judged.holds = true
                judged.cosignatures = UInt64(verified.cosignatures.count)
                judge(stored.cosignatures, under: verified, witnesses: witnesses(besides: log), &judged)
            }
            return judged
        }
        judged.faults = [(.checkpoint, reason)]
        return judged
    }

    /// A note outside the row of checkpoints, if a key of this log signed it.
    func verify(evidence note: String) -> VerifiedCheckpoint? {
        for log in logs.reversed() {
            if let verified = try? verify(note, by: log, witnesses: []) { return verified }
        }
        return nil
    }

    private func isOver(_ tree: MerkleTree, _ checkpoint: Checkpoint) -> Bool {
        guard checkpoint.size <= tree.size, let root = try? tree.root(size: checkpoint.size) else { return false }
        return root == checkpoint.root
    }

    /// Lines of witnesses that a root names have to hold; others are passed over, as in a note.
    private func judge(
        _ lines: [String],
        under checkpoint: VerifiedCheckpoint,
        witnesses: [NoteVerifierKey],
        _ judged: inout Judged
    ) {
        for line in lines {
            do throws(NoteError) {
                guard line.utf8.count(where: { $0 == 0x0A }) == 1 else { throw .signatureLine(1) }
                let note = try SignedNote(text: checkpoint.checkpoint.text, signatureLines: [line])
                judged.cosignatures += UInt64(try note.verifiedSignatures(by: witnesses).count)
            } catch .noKnownSignature {
                continue
            } catch {
                judged.faults.append((.cosignature, error.code))
            }
        }
    }

    private func witnesses(besides log: Log) -> [NoteVerifierKey] {
        witnesses.filter { $0.publicKey != log.key.publicKey }
    }

    private func verify(
        _ note: String,
        by log: Log,
        witnesses: [NoteVerifierKey]
    ) throws(NoteError) -> VerifiedCheckpoint {
        try VerifiedCheckpoint.verify(note: note, origin: log.origin, logKey: log.key, witnesses: witnesses)
    }
}

/// Short words for details, never a text out of the log.
enum AuditText {
    static func word(_ refusal: Refusal) -> String {
        // A member's path can hold names out of a hostile leaf: only plain ones are shown.
        let isPlain = refusal.member.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                || ".[]_".utf8.contains($0)
        }
        return refusal.member.isEmpty || !isPlain
            ? refusal.reason.rawValue : "\(refusal.reason.rawValue) \(refusal.member.prefix(80))"
    }
}
