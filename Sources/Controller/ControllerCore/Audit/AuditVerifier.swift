package import Model
import SSHSIG
import TransparencyLog
package import Trust

/// Checks a whole log against one trusted root: every leaf, every signature, every checkpoint, every run.
///
/// Feed it the leaves in order, then the checkpoints, then ask for the report. It keeps the tree's hashes (64 bytes a
/// leaf) and what the log says of devices and operations, never the leaves.
package struct AuditVerifier {
    private static let batchLeaves = 1_024
    private static let batchBytes = 8 << 20

    private let pinned: HeldRoot
    private let zones: CachedTimeZones
    private var history: TenantHistory
    private var sequence: LogSequence
    private var receipts: AuditReceipts
    private var tree = MerkleTree()
    private var tally = AuditTally()
    private var unread: Set<UInt64> = []
    /// Orders whose own signatures did not count when they were logged, with the code, until a device runs one.
    private var refusedOrders: [OperationID: (index: UInt64, code: RefusalCode)] = [:]
    private var ran: Set<OperationID> = []
    private var batch: [[UInt8]] = []
    private var bytes = 0
    private var notes: [(size: UInt64, note: String)] = []
    private var checkpoints: AuditCheckpoints?
    private var lastCheckpoint: UInt64?

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
        sequence = LogSequence(tenant: document.tenant)
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
    package mutating func checkpoint(size: UInt64, note: String) {
        notes.append((size, note))
        if notes.count >= Self.batchLeaves { flushNotes() }
    }

    /// Ends the audit.
    package mutating func finish() -> AuditReport {
        flush()
        flushNotes()
        conclude()
        var counts: [String: UInt64] = [:]
        for (word, count) in tally.counts { counts[word.rawValue] = count }
        return AuditReport(
            tenant: history.tenant.text,
            size: tree.size,
            treeRoot: tree.root.hex,
            rootVersion: pinned.root.version,
            rootSha256: pinned.sha256.hex,
            remarks: tally.remarks,
            counts: counts,
            checked: tally.checked
        )
    }
}

// Leaves.
extension AuditVerifier {
    private mutating func flush() {
        let leaves = batch
        batch = []
        bytes = 0
        let parsed = ParsedLeaves.read(leaves, zones: zones)
        receipts.prepare(parsed.compactMap(\.receipt), history: history)
        for leaf in parsed {
            let index = tree.size
            tree.append(leafHash: leaf.hash)
            switch leaf.entry {
            case .success(let entry): take(entry, index: index)
            case .failure(let refusal):
                unread.insert(index)
                tally.note(.entry, index: index, AuditText.word(refusal))
            }
        }
    }

    private mutating func take(_ entry: Entry, index: UInt64) {
        tally.check("entries")
        tally.check("\(entry.kind.rawValue) entries")
        tally.check("signatures", UInt64(entry.facts.count))
        tally.note(.time, "")
        do throws(Refusal) {
            try sequence.append(entry)
        } catch {
            let word = Self.word(error, entry.kind)
            tally.note(word, index: index, AuditText.word(error))
            // A wrong time says nothing against the rest of the entry; anything else does.
            guard word == .timeOrder || entry.kind == .receipt else { return }
        }
        judge(entry, index: index)
        if case .without(let reason) = history.apply(entry, index: index) {
            tally.note(Self.word(effectOn: entry.kind), index: index, reason)
        }
    }

    private mutating func judge(_ entry: Entry, index: UInt64) {
        switch entry.statement {
        case .receipt(let receipt): judge(receipt, index: index)
        case .operation(let operation): judge(operation, entry, index: index)
        case .access: tally.note(.access, "")
        case .install: tally.note(.install, "")
        case .system: tally.note(.system, "")
        case .approval, .denial, .cancel, .review, .note, .item, .release:
            if let code = standing(entry) {
                tally.note(.signerNotCounted, index: index, "\(entry.kind.rawValue): \(code)")
            }
        default: break
        }
    }

    private mutating func judge(_ receipt: Receipt, index: UInt64) {
        let judged = receipts.judge(receipt, index: index, history: history, tree: tree, unread: unread)
        for fault in judged.faults { tally.note(fault.word, index: index, fault.detail) }
        guard judged.isRun else { return }
        tally.check("runs")
        ran.insert(receipt.operation)
        if judged.withoutWitness { tally.note(.noWitness, index: index, "") }
    }

    private mutating func judge(_ operation: Operation, _ entry: Entry, index: UInt64) {
        guard let code = standing(entry), history.operations[operation.id] == nil else { return }
        refusedOrders[operation.id] = (index, code)
    }

    /// Why the signatures of an entry don't count at its time under the root above it.
    private func standing(_ entry: Entry) -> RefusalCode? {
        guard let trust = history.trust else { return .rootUnknown }
        return OwnSignatures.refusal(entry.facts.map { SignerFact($0, under: trust.root) }, trust: trust, now: entry.at)
    }

    private static func word(_ refusal: Refusal, _ kind: EntryKind) -> AuditWord {
        switch (refusal.member, kind) {
        case ("at", _): .timeOrder
        case (_, .enrolment) where refusal.reason == .duplicate: .enrolment
        case (_, .inventory) where refusal.reason == .signer: .inventorySigner
        case (_, .receipt) where refusal.reason != .tenant: .receiptChain
        default: .tenant
        }
    }

    private static func word(effectOn kind: EntryKind) -> AuditWord {
        switch kind {
        case .root: .rootChain
        case .status: .statusIgnored
        case .enrolment: .enrolment
        case .device: .deviceStatement
        case .operation: .operationID
        default: .receiptChain
        }
    }
}

// Checkpoints and the end.
extension AuditVerifier {
    private mutating func flushNotes() {
        flush()
        let judge = checkpoints ?? AuditCheckpoints(history: history, tree: tree)
        checkpoints = judge
        let pending = notes
        notes = []
        for judged in Parallel.map(pending, { judge.judge(size: $0.size, note: $0.note) }) {
            tally.check("checkpoints")
            tally.check("cosignatures", judged.cosignatures)
            if let fault = judged.fault {
                tally.note(fault.word, fault.detail)
            } else {
                lastCheckpoint = max(lastCheckpoint ?? 0, judged.size)
            }
        }
    }

    private mutating func conclude() {
        let version = pinned.root.version
        if let place = history.place(of: pinned.reference) {
            if place > 0 { tally.note(.rootOlder, index: 0, "\(place) versions before \(version)") }
        } else {
            tally.note(.rootPinned, "version \(version)")
        }
        if let lastCheckpoint {
            let left = tree.size - min(tree.size, lastCheckpoint)
            if left > 0 { tally.note(.uncovered, index: lastCheckpoint, "\(left) leaves") }
        } else {
            tally.note(.checkpointMissing, "none verified")
        }
        for (operation, order) in refusedOrders.sorted(by: { $0.value.index < $1.value.index })
        where !ran.contains(operation) {
            tally.note(.orderRefused, index: order.index, order.code.rawValue)
        }
        noteUnanswered()
    }

    private mutating func noteUnanswered() {
        guard let now = history.latest else { return }
        let open = history.operations.values.filter { operation in
            operation.isExpired(at: now) && !operation.isDone && refusedOrders[operation.id] == nil
                && history.words(on: operation.id).denials.isEmpty
        }
        for operation in open.sorted(by: { $0.order.index < $1.order.index }) {
            tally.note(
                .unanswered,
                index: operation.order.index,
                "\(operation.receipts.count) of \(operation.operation.targets.count) devices"
            )
        }
    }
}
