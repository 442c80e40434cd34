import ExecutorCore
import FoundationEssentials
import Model
import Synchronization
import Trust
import Wire
import WireMessages

extension ExecutorService {
    /// Runs an admitted operation and writes its receipt; on a thread of its own.
    func run(_ admitted: AdmittedOperation, admittedAt time: Timestamp, stop: RunStop) {
        let id = admitted.order.operation
        tell(id, .running)
        do {
            try parts.runner.run(
                admitted,
                device: identity.device,
                admitted: time,
                stop: stop,
                record: { started, run in try parts.store.began(id, at: started, run: run) },
                output: { isError, offset, bytes in show(id, isError, offset, bytes) },
                ended: { report in conclude(admitted, report) }
            )
        } catch {
            // Nothing has run: the machine could not start it, or the disk would not say so first.
            conclude(
                admitted,
                RunReport(
                    ending: .interrupted,
                    admitted: time,
                    started: nil,
                    ended: nil,
                    stdout: nil,
                    stderr: nil,
                    usage: ReceiptUsage(cpuMs: 0, maxRssBytes: 0),
                    mechanism: Keyword.none,
                    leftover: .none
                )
            )
        }
    }

    private func conclude(_ admitted: AdmittedOperation, _ report: RunReport) {
        state.withLock { state in
            // What the shutdown itself ended is reported as interrupted after the next start.
            guard !state.isClosing || report.ending != .cancelled else { return }
            state.unwritten.append(Unwritten(report: report, order: admitted.order, root: admitted.root))
            writeReceipts(in: &state)
        }
        tell(admitted.order.operation, .ended)
    }

    /// Writes the receipts of runs that have ended, again and again until the disk takes them: law 2.
    ///
    /// Until then the run counts as running, so that its conflict group stays taken.
    func writeReceipts(in state: inout State) {
        while let next = state.unwritten.first {
            do { try finish(next.report, of: next.order, root: next.root) } catch { return }
            state.unwritten.removeFirst()
            state.running[next.order.operation] = nil
        }
    }

    private func finish(_ report: RunReport, of order: Order, root: RootReference) throws {
        let decision = writer.outcome(
            report,
            of: order,
            root: root,
            after: try parts.store.chainEnd(),
            clock: parts.clock()
        )
        try parts.store.decide(decision)
        announce(decision)
    }

    /// Ends what was left of runs that a crash or a power cut interrupted, and writes their receipts.
    ///
    /// Nothing runs a second time.
    func settleInterrupted() throws {
        for entry in try parts.store.unfinished() {
            guard let admission = entry.admission, let context = AdmissionContext(admission.context) else {
                throw ExecutorStoreError.damaged("admission")
            }
            let leftover = entry.run.map { parts.runner.endLeftovers($0) } ?? .none
            let report = RunReport(
                ending: .interrupted,
                admitted: admission.admitted,
                started: entry.started,
                ended: nil,
                stdout: nil,
                stderr: nil,
                usage: ReceiptUsage(cpuMs: 0, maxRssBytes: 0),
                mechanism: Keyword.none,
                leftover: leftover
            )
            let order = Order(
                operation: admission.operation,
                statementSha256: admission.statementSha256,
                leafIndex: admission.leafIndex,
                checkpoint: context.checkpoint,
                rule: admission.rule
            )
            try finish(report, of: order, root: context.root)
        }
    }

    private func tell(_ operation: OperationID, _ runState: WireRunState) {
        var progress = WireRunProgress()
        progress.operation = operation.text
        progress.state = runState
        events(WireExecutorMessage(.progress(progress)))
    }

    private func show(_ operation: OperationID, _ isError: Bool, _ offset: UInt64, _ bytes: [UInt8]) {
        var progress = WireRunProgress()
        progress.operation = operation.text
        progress.state = .running
        progress.stream = isError ? .stderr : .stdout
        progress.offset = offset
        progress.output = .init(bytes)
        events(WireExecutorMessage(.progress(progress)))
    }
}
