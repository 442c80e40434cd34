package import Model
import SSHSIG
package import TransparencyLog
package import Trust

/// Checks a whole log against one trusted root: every leaf, every signature, every checkpoint, every run.
///
/// Feed it the leaves in order, then the checkpoints, then ask for the report. It keeps the tree's hashes (64 bytes a
/// leaf) and what the log says of devices and operations, never the leaves. What it judges and in which words is
/// written in docs/protocol.md, "audit verify"; `tools/verify_evidence.py` does the same with none of this code.
package struct AuditVerifier {
    private static let batchLeaves = 1_024
    private static let batchBytes = 8 << 20

    let pinned: HeldRoot
    let zones: CachedTimeZones
    var history: TenantHistory
    var sequence = AuditSequence()
    var receipts: AuditReceipts
    var tree = MerkleTree()
    var tally = AuditTally()
    var unread: Set<UInt64> = []
    /// Orders whose own signatures did not count when they were logged, with the code, until a device runs one.
    var refusedOrders: [OperationID: (index: UInt64, code: RefusalCode)] = [:]
    var ran: Set<OperationID> = []
    /// The largest size of a checkpoint that holds.
    var lastCheckpoint: UInt64?
    private var batch: [[UInt8]] = []
    private var bytes = 0
    private var notes: [AuditCheckpoints.Stored] = []
    private var checkpoints: AuditCheckpoints?

    /// Begins an audit.
    ///
    /// - Parameter root: the exact text of any version of the root, which the caller vouches for.
    /// - Throws: `Refusal` for a text that is no root.
    package init(root: [UInt8], zones: any TimeZoneSource) throws(Refusal) {
        let text = StatementText(root)
        guard case .root(let document) = try Statement.parse(text, as: .root, zones: zones) else {
            throw Refusal(.kind, "type")
        }
        self.zones = CachedTimeZones(zones)
        pinned = HeldRoot(document, sha256: text.sha256)
        history = TenantHistory(tenant: document.tenant, zones: self.zones)
        receipts = AuditReceipts(zones: self.zones)
    }

    /// Takes the next leaf.
    package mutating func append(_ leaf: [UInt8]) {
        batch.append(leaf)
        bytes += leaf.count
        if batch.count >= Self.batchLeaves || bytes >= Self.batchBytes { flush() }
    }

    /// Notes that the file holds no further leaf that can be read, though there should be one.
    package mutating func gap(_ detail: String) {
        flush()
        tally.note(.gap, index: tree.size, detail)
    }

    /// Takes the next checkpoint of the file, smallest first; all leaves have been taken.
    ///
    /// - Parameter cosignatures: the lines by witnesses that are kept beside the note.
    package mutating func checkpoint(size: UInt64, note: String, cosignatures: [String] = []) {
        notes.append(AuditCheckpoints.Stored(size: size, note: note, cosignatures: cosignatures))
        if notes.count >= Self.batchLeaves { flushNotes() }
    }

    /// Takes a note that the controller was shown and could not explain; all leaves have been taken.
    package mutating func evidence(_ note: String) {
        guard let verified = checkpointJudge().verify(evidence: note) else { return }
        tally.check("notes kept as evidence")
        let size = verified.checkpoint.size
        guard size <= tree.size, let root = try? tree.root(size: size), root == verified.checkpoint.root else {
            tally.note(.fork, "a note of size \(size) by the log's key is kept as evidence")
            return
        }
    }

    /// Ends the audit.
    package mutating func finish() -> AuditReport {
        flush()
        flushNotes()
        conclude()
        return AuditReport(
            tenant: history.tenant.text,
            size: tree.size,
            treeRoot: tree.root.hex,
            rootVersion: pinned.root.version,
            rootSha256: pinned.sha256.hex,
            remarks: tally.remarks,
            counts: Dictionary(uniqueKeysWithValues: tally.counts.map { ($0.rawValue, $1) }),
            checked: tally.checked
        )
    }

    private mutating func flush() {
        let leaves = batch
        batch = []
        bytes = 0
        let entries = LeafPhases.verify(LeafPhases.read(leaves, zones: zones))
        prepareNotes(of: entries)
        take(entries, hashes: LeafPhases.hashes(leaves))
    }

    /// Verifies the notes in receipts that are about to be taken, on all cores.
    package mutating func prepareNotes(of entries: [LeafPhases.Verified]) {
        receipts.prepare(
            entries.compactMap { entry in
                guard case .success(let entry) = entry, case .receipt(let receipt) = entry.statement else { return nil }
                return receipt
            },
            history: history
        )
    }

    /// Takes the next leaves, read and verified: what is left are rules.
    package mutating func take(_ entries: [LeafPhases.Verified], hashes: [Digest]) {
        for (entry, hash) in zip(entries, hashes) {
            let index = tree.size
            tree.append(leafHash: hash)
            switch entry {
            case .success(let entry): take(entry, index: index)
            case .failure(let refusal):
                unread.insert(index)
                tally.note(.entry, index: index, AuditText.word(refusal))
            }
        }
    }

    private mutating func checkpointJudge() -> AuditCheckpoints {
        flush()
        let judge = checkpoints ?? AuditCheckpoints(history: history, tree: tree)
        checkpoints = judge
        return judge
    }

    private mutating func flushNotes() {
        let judge = checkpointJudge()
        let pending = notes
        notes = []
        for judged in Parallel.map(pending, { judge.judge($0) }) {
            tally.check("checkpoints")
            tally.check("cosignatures", judged.cosignatures)
            for fault in judged.faults { tally.note(fault.word, index: judged.size, fault.detail) }
            if judged.holds { lastCheckpoint = max(lastCheckpoint ?? 0, judged.size) }
        }
    }
}
