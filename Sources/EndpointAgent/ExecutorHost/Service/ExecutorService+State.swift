import ExecutorCore
import Model
import Synchronization
import TransparencyLog
import Trust
import Wire
import WireMessages

extension ExecutorService {
    /// Reads roots and statuses into what the policy judges by.
    static func readTrust(_ store: any ExecutorStore, zones: any TimeZoneSource) throws -> TrustState {
        var held: [HeldRoot] = []
        for root in try store.roots() {
            guard case .root(let parsed) = try? Statement.parse(root.statement, as: .root, zones: zones) else {
                throw ExecutorStoreError.damaged("root")
            }
            held.append(HeldRoot(parsed, sha256: root.statement.sha256))
        }
        guard let current = held.popLast() else { throw ExecutorStoreError.notEnrolled }
        let statuses = try store.statuses(of: current.reference).map { evidence -> Status in
            guard case .status(let status) = try? Entry(leaf: evidence.leaf).statement else {
                throw ExecutorStoreError.damaged("status")
            }
            return status
        }
        return TrustState(current: current, earlier: held, statuses: statuses)
    }

    /// What the gate judges by, read anew for each request: nothing that a crash could make stale is kept in memory.
    func gateState(_ state: borrowing State) throws -> GateState {
        GateState(
            device: identity.device,
            trust: state.trust,
            checkpoint: try parts.store.checkpoint(),
            fork: try fork(),
            isStopped: parts.isStopped(),
            standing: try standing(),
            floor: try parts.store.timeFloor(),
            running: Set(state.running.values.compactMap(\.admitted.operation.conflict)),
            runs: state.running.count,
            spool: try parts.store.spoolUse()
        )
    }

    /// The latch, which holds from the moment a fork was seen; a disk that cannot take it is asked again each time.
    private func fork() throws -> ForkEvidence? {
        try unlatched.withLock { pending in
            guard let evidence = pending else { return try parts.store.fork() }
            if (try? parts.store.latch(fork: evidence)) != nil { pending = nil }
            return evidence
        }
    }

    private func standing() throws -> DeviceStanding? {
        guard let version = try parts.store.deviceVersion() else { return nil }
        if let last = lastStanding.withLock({ $0 }), last.version == version { return last.standing }
        guard let stored = try parts.store.deviceStatement() else { return nil }
        // Its signatures were verified when it came.
        guard case .device(let statement) = try? UnverifiedEntry(leaf: stored.evidence.leaf).statement,
            let row = statement.devices.first(where: { $0.device == identity.device })
        else { throw ExecutorStoreError.damaged("device statement") }
        let standing = DeviceStanding(row)
        lastStanding.withLock { $0 = (stored.version, standing) }
        return standing
    }

    /// What is remembered of one operation.
    func history(of operation: OperationID, under trust: TrustState) throws -> OperationHistory {
        let cancels = try parts.store.cancels(of: operation).map { evidence -> WordFact in
            guard let entry = try? Entry(leaf: evidence.leaf), case .cancel(let cancel) = entry.statement,
                let facts = entry.facts.first
            else { throw ExecutorStoreError.damaged("cancel") }
            return WordFact(
                cancel,
                signer: SignerFact(facts, under: trust.root),
                judged: EvidenceJudge.Reach.authority(evidence.reach)
            )
        }
        let denials = try parts.store.denials(of: operation).map { evidence -> WordFact in
            guard let entry = try? Entry(leaf: evidence.leaf), case .denial(let denial) = entry.statement,
                let facts = entry.facts.first
            else { throw ExecutorStoreError.damaged("denial") }
            return WordFact(
                denial,
                signer: SignerFact(facts, under: trust.root),
                judged: EvidenceJudge.Reach.authority(evidence.reach)
            )
        }
        return OperationHistory(
            recorded: try parts.store.ledgerEntry(operation),
            cancels: cancels,
            denials: denials
        )
    }

    /// Stores a checkpoint against which an inclusion proof has verified, if it is newer in any way.
    func advance(_ checkpoint: StoredCheckpoint, floor: Timestamp?) throws {
        guard try parts.store.checkpoint() != checkpoint else { return }
        try parts.store.advance(checkpoint: checkpoint, floor: floor ?? Timestamp(seconds: 0))
    }

    /// The same for what came with a receipt or evidence.
    func advance(_ checkpoint: OfferedCheckpoint) throws {
        try advance(checkpoint.advance, floor: checkpoint.floor)
    }

    /// Takes note of a proof that counted for nothing, and latches if it shows a second history.
    func keep(_ fault: OfferedCheckpoint.Fault) throws -> RefusalCode {
        let code: RefusalCode
        switch fault {
        case .refused(let refusal): code = refusal
        case .fork(let evidence):
            unlatched.withLock { $0 = $0 ?? evidence }
            _ = try fork()
            code = .fork
        }
        count(code.rawValue)
        return code
    }

    /// Counts what made no receipt; a disk that cannot count keeps no answer back.
    func count(_ code: String) {
        try? parts.store.count(code)
    }

    /// What the controller is told: for the next proofs, and so that a restored snapshot shows.
    func status() throws -> WireExecutorStatus {
        var status = WireExecutorStatus()
        status.tenant = identity.tenant.text
        status.device = identity.device.text
        if let root = try parts.store.roots().last {
            status.root.version = root.version
            status.root.sha256 = root.statement.sha256.wire
        }
        if let checkpoint = try parts.store.checkpoint() {
            status.checkpoint = checkpoint.note
            status.checkpointSize = checkpoint.size
        }
        status.ledgerSize = try parts.store.ledgerSize()
        status.lastSequence = try parts.store.chainEnd().sequence
        status.spooled = UInt32(clamping: try parts.store.spoolUse().receipts)
        status.deviceVersion = try parts.store.deviceVersion() ?? 0
        status.forkLatched = try fork() != nil
        status.localStop = parts.isStopped()
        status.executorVersion = parts.version.text
        return status
    }
}
