import ExecutorCore
import Model
import Synchronization
import Trust
import Wire
import WireMessages

extension ExecutorService {
    /// Judges device statements, denials, cancels and statuses; what counts is on disk when this returns.
    func judge(_ wire: WireEvidence) throws -> WireExecutorMessage {
        // Verdicts are by place: a leaf that stands twice would be written and answered twice.
        guard let evidence = try? EvidenceParts(wire),
            Set(evidence.leaves.map(\.index)).count == evidence.leaves.count
        else {
            count(RefusalCode.malformed.rawValue)
            return try judged(wire.id, [])
        }
        return try state.withLock { state in
            let judge = EvidenceJudge(zones: parts.gate.zones)
            let now = parts.now()
            let before = try gateState(state)
            let checkpoint: OfferedCheckpoint
            do throws(OfferedCheckpoint.Fault) {
                checkpoint = try judge.proof(evidence, state: before, now: now)
            } catch {
                let code = try keep(error).rawValue
                return try judged(evidence.id, evidence.leaves.map { ($0.index, code) })
            }
            try advance(checkpoint)
            let witnesses = checkpoint.witnesses
            var verdicts: [(UInt64, String)] = []
            for leaf in evidence.leaves {
                // Each leaf is judged by what the ones before it have changed.
                let held = try gateState(state)
                let finding = judge.judge(leaf, witnesses: witnesses, state: held, now: now)
                verdicts.append((leaf.index, try record(finding, in: &state)))
            }
            return try judged(evidence.id, verdicts)
        }
    }

    /// Writes what a leaf has changed; returns `ok` or the refusal's code.
    private func record(_ finding: EvidenceJudge.Finding, in state: inout State) throws -> String {
        switch finding {
        case .device(let statement, let floor):
            try parts.store.record(deviceStatement: statement, floor: floor)
        case .denial(let evidence, let operation, let floor):
            try parts.store.record(denial: evidence, of: operation, floor: floor)
        case .cancel(let evidence, let operation, let floor):
            try parts.store.record(cancel: evidence, of: operation, floor: floor)
            try stopIfCancelled(operation, in: state)
        case .status(let evidence, let root, let floor):
            try parts.store.record(status: evidence, of: root, floor: floor)
            state.trust = try Self.readTrust(parts.store, zones: parts.gate.zones)
        case .known:
            break
        case .refused(let code):
            count(code.rawValue)
            return code.rawValue
        }
        return "ok"
    }

    /// A running script ends as at its time limit if the cancel is by somebody who may.
    private func stopIfCancelled(_ operation: OperationID, in state: borrowing State) throws {
        guard let run = state.running[operation] else { return }
        let facts = OperationFacts(
            run.admitted.operation,
            sha256: run.admitted.order.statementSha256,
            namesDevice: true
        )
        let cancelled = Cancellation.refusal(
            facts,
            cancels: try history(of: operation, under: state.trust).cancels,
            signatures: run.admitted.signers,
            device: identity.device,
            trust: state.trust,
            now: parts.now()
        )
        if cancelled != nil { run.stop.stop() }
    }

    private func judged(_ id: UInt64, _ verdicts: [(index: UInt64, code: String)]) throws -> WireExecutorMessage {
        var message = WireEvidenceJudged()
        message.id = id
        message.verdicts = verdicts.map { index, code in
            var verdict = WireEvidenceVerdict()
            verdict.index = index
            verdict.code = code
            return verdict
        }
        message.status = try status()
        return WireExecutorMessage(.judged(message))
    }
}
