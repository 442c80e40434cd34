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

    /// What one checkpoint comes to.
    struct Judged: Sendable {
        let size: UInt64
        let fault: (word: AuditWord, detail: String)?
        let cosignatures: UInt64
    }

    /// Judges the note stored for a size.
    func judge(size: UInt64, note: String) -> Judged {
        func fault(_ word: AuditWord, _ detail: String) -> Judged {
            Judged(size: size, fault: (word, detail), cosignatures: 0)
        }
        // A note that verifies under no key is refused for the reason that the newest key gives.
        var reason = "no root names a log key"
        for log in logs.reversed() where log.from <= max(size, 1) {
            let verified: VerifiedCheckpoint
            do throws(NoteError) {
                verified = try VerifiedCheckpoint.verify(
                    note: note,
                    origin: log.origin,
                    logKey: log.key,
                    witnesses: witnesses.filter { $0.publicKey != log.key.publicKey }
                )
            } catch {
                reason = "size \(size): \(error.code)"
                continue
            }
            let checkpoint = verified.checkpoint
            guard checkpoint.size == size else {
                return fault(.checkpoint, "size \(size): the note says \(checkpoint.size)")
            }
            guard size <= tree.size else {
                return fault(.checkpointRoot, "size \(size): there are \(tree.size) leaves")
            }
            guard let root = try? tree.root(size: size), root == checkpoint.root else {
                return fault(.checkpointRoot, "size \(size)")
            }
            return Judged(size: size, fault: nil, cosignatures: UInt64(verified.cosignatures.count))
        }
        return fault(.checkpoint, reason)
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
