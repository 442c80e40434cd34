import Dispatch
import ExecutorCore
import ExecutorHost
import Model
import Synchronization
import TestSupport

/// Runs nothing: remembers what it was given, and ends as it was told.
final class ScriptedRunner: OperationRunner {
    struct Seen: Sendable {
        /// Operations that were handed over.
        var handed: [OperationID] = []
        /// Operations whose script would have started, with the script.
        var ran: [(operation: OperationID, content: [UInt8])] = []
        /// Runs whose leftovers were ended.
        var settled: [[UInt8]] = []
        var wasStopped = false
    }

    private let seen = Mutex(Seen())
    private let ending: RunReport.Ending
    private let stdout: [UInt8]
    private let isHeld: Bool
    private let started = DispatchSemaphore(value: 0)
    private let release = DispatchSemaphore(value: 0)

    /// - Parameter isHeld: whether a run goes on until ``finish()`` or a stop.
    init(ending: RunReport.Ending = .exited(0), stdout: [UInt8] = Array("done\n".utf8), isHeld: Bool = false) {
        self.ending = ending
        self.stdout = stdout
        self.isHeld = isHeld
    }

    var state: Seen { seen.withLock { $0 } }

    /// Waits until a script would be running.
    func waitUntilStarted() { started.wait() }

    /// Lets a held run end.
    func finish() { release.signal() }

    func makeStop() throws -> RunStop {
        RunStop(signal: 0) { [self] in
            seen.withLock { $0.wasStopped = true }
            release.signal()
        }
    }

    func endLeftovers(_ run: [UInt8]) -> Model.Leftover {
        seen.withLock { $0.settled.append(run) }
        return .killed
    }

    func run(
        _ operation: AdmittedOperation,
        device: DeviceID,
        admitted: Timestamp,
        stop: RunStop,
        record: (Timestamp, [UInt8]) throws -> Void,
        output: (Bool, UInt64, [UInt8]) -> Void,
        ended: (RunReport) -> Void
    ) throws {
        let id = operation.order.operation
        seen.withLock { $0.handed.append(id) }
        try record(admitted, Array("run of \(id)".utf8))
        seen.withLock { $0.ran.append((id, operation.content)) }
        started.signal()
        if isHeld { release.wait() }
        output(false, 0, stdout)
        ended(
            RunReport(
                ending: state.wasStopped ? .cancelled : ending,
                admitted: admitted,
                started: admitted,
                ended: admitted.adding(seconds: 2),
                stdout: stdout.isEmpty ? nil : RunOutput(kept: stdout, bytes: UInt64(stdout.count), masked: false),
                stderr: nil,
                usage: ReceiptUsage(cpuMs: 3, maxRssBytes: 4_096),
                mechanism: .literal("cgroup2"),
                leftover: .none
            )
        )
    }
}
