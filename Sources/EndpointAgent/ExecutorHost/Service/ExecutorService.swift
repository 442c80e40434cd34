import Dispatch
package import ExecutorCore
package import Model
import SSHSIG
import Synchronization
import TransparencyLog
import Trust
import Wire
package import WireMessages

/// Answers the agent's requests and runs what the gate admits.
///
/// All judging and every durable write happens under one lock, one request after the other; scripts run on threads of their
/// own. Requests carry nothing to be signed, and nothing in them is believed that is not proven.
package final class ExecutorService: Sendable {
    package struct Parts: Sendable {
        package var store: any ExecutorStore
        package var gate: Gate
        package var runner: any OperationRunner
        package var version: VersionText
        /// The system clock.
        package var now: @Sendable () -> Timestamp
        /// What the kernel says of the clock.
        package var clock: @Sendable () -> ReceiptClock
        /// Cryptographically random bytes.
        package var random: @Sendable (Int) -> [UInt8]
        /// Facts that only root can read, a fixed list.
        package var privilegedFacts: @Sendable () -> [String: String]
        /// Whether root on this machine has stopped execution.
        package var isStopped: @Sendable () -> Bool

        package init(
            store: any ExecutorStore,
            gate: Gate,
            runner: any OperationRunner,
            version: VersionText,
            now: @escaping @Sendable () -> Timestamp,
            clock: @escaping @Sendable () -> ReceiptClock,
            random: @escaping @Sendable (Int) -> [UInt8],
            privilegedFacts: @escaping @Sendable () -> [String: String],
            isStopped: @escaping @Sendable () -> Bool
        ) {
            self.store = store
            self.gate = gate
            self.runner = runner
            self.version = version
            self.now = now
            self.clock = clock
            self.random = random
            self.privilegedFacts = privilegedFacts
            self.isStopped = isStopped
        }
    }

    /// Guarded by `state`'s lock, which is held for each request and for the end of each run.
    struct State: ~Copyable {
        var trust: TrustState
        var running: [OperationID: Run] = [:]
        /// Ended runs whose receipts the disk has not taken yet, oldest first.
        var unwritten: [Unwritten] = []
        /// Set at shutdown: what is running is ended, and its receipt is written after the next start.
        var isClosing = false
        /// When proven receipts were last looked through for old ones.
        var pruned: Timestamp
    }

    struct Unwritten: Sendable {
        let report: RunReport
        let order: Order
        let root: RootReference
    }

    struct Run: Sendable {
        let admitted: AdmittedOperation
        let stop: RunStop
    }

    let parts: Parts
    let identity: ExecutorIdentity
    let writer: ReceiptWriter
    let state: Mutex<State>
    /// The row of this device that was read last, with its statement's version: a statement may hold a thousand rows.
    let lastStanding = Mutex<(version: UInt64, standing: DeviceStanding)?>(nil)
    /// Evidence of a fork that the disk has not taken yet.
    let unlatched = Mutex<ForkEvidence?>(nil)
    /// Where events go: to the agent, if one is connected.
    let events: @Sendable (WireExecutorMessage) -> Void
    private let runs = DispatchGroup()

    /// Opens an enrolled executor and settles what a crash left behind.
    ///
    /// When this returns, what was left of interrupted runs has been ended and their receipts are on disk.
    /// - Throws: ``ExecutorStoreError/notEnrolled`` before enrolment, else what the store throws.
    package init(_ parts: Parts, events: @escaping @Sendable (WireExecutorMessage) -> Void) throws {
        guard let identity = try parts.store.identity(), let signer = Ed25519Signer(seed: identity.receiptSeed) else {
            throw ExecutorStoreError.notEnrolled
        }
        self.parts = parts
        self.identity = identity
        self.events = events
        let random = parts.random
        writer = ReceiptWriter(
            tenant: identity.tenant,
            device: identity.device,
            version: parts.version,
            signer: signer,
            salt: { random(SaltedDigest.saltLength) }
        )
        let now = parts.now()
        state = Mutex(State(trust: try Self.readTrust(parts.store, zones: parts.gate.zones), pruned: now))
        try settleInterrupted()
        try prune(at: now)
    }

    /// By the clock and by what others have signed, whichever is earlier: a clock that jumps ahead drops nothing.
    private func prune(at now: Timestamp) throws {
        let passed = min(now, try parts.store.timeFloor() ?? now)
        _ = try parts.store.prune(provenBefore: passed.adding(seconds: -SpoolUse.provenSeconds))
    }

    /// Drops old proven receipts once a day, with a request that comes anyway: nothing wakes up for it.
    private func pruneIfDue(_ state: inout State) {
        let now = parts.now()
        guard abs(now.seconds(since: state.pruned)) >= 86_400 else { return }
        state.pruned = now
        // A disk that takes no writes keeps them another day.
        try? prune(at: now)
    }

    /// Waits until no script runs any more.
    package func waitForRuns() {
        runs.wait()
    }

    /// Ends every running script, as a loss of power would; their receipts say `interrupted` after the next start.
    package func close() {
        state.withLock { state in
            state.isClosing = true
            for run in state.running.values { run.stop.stop() }
        }
        runs.wait()
        // The last chance of receipts that the disk did not take: after the next start their runs are only `interrupted`.
        state.withLock { writeReceipts(in: &$0) }
    }

    /// Answers one request.
    ///
    /// Never throws: a fault of the machine is an answer too, and then nothing has run.
    package func answer(_ request: WireExecutorRequest) -> WireExecutorMessage {
        var message: WireExecutorMessage
        do {
            message = try route(request)
        } catch {
            message = .failure("storage", "\(error)")
        }
        message.id = request.id
        return message
    }

    private func route(_ request: WireExecutorRequest) throws -> WireExecutorMessage {
        state.withLock { state in
            writeReceipts(in: &state)
            pruneIfDue(&state)
        }
        return switch request.request {
        case .identity: try identityAnswer()
        case .enrolmentTicket: try enrolmentTicket()
        case .enrolmentStatement(let order): try enrolmentStatement(order)
        case .enrolmentConfirmed: try confirmEnrolment()
        case .delivery(let delivery): try judge(delivery)
        case .evidence(let evidence): try judge(evidence)
        case .receiptProof(let proof): try judge(proof)
        case .spool(let request): try spoolPage(request)
        case .blob(let request): try blobChunk(request)
        case .privilegedFacts: privilegedFactsAnswer()
        case nil: .failure("malformed", "a request without a member")
        }
    }

    /// Starts a run on a thread of its own; called under the lock, after *admitted* is on disk.
    func start(_ admitted: AdmittedOperation, at time: Timestamp, stop: RunStop) {
        DispatchQueue(label: "run \(admitted.operation.id)").async(group: runs) {
            self.run(admitted, admittedAt: time, stop: stop)
        }
    }
}

/// Runs admitted operations: the machine's side of the executor.
package protocol OperationRunner: Sendable {
    /// Runs to the end and ends everything left behind; blocks.
    ///
    /// - Parameters:
    ///   - record: must be called with what identifies the run's processes before the script starts; it returns when that is on disk.
    ///   - output: kept output as it comes; must not block.
    ///   - ended: called once with how it ended, unless this throws; what is cleared away afterwards is of no one's concern.
    /// - Throws: before anything ran.
    func run(
        _ operation: AdmittedOperation,
        device: DeviceID,
        admitted: Timestamp,
        stop: RunStop,
        record: (_ started: Timestamp, _ run: [UInt8]) throws -> Void,
        output: (_ isError: Bool, _ offset: UInt64, _ bytes: [UInt8]) -> Void,
        ended: (RunReport) -> Void
    ) throws

    /// Ends what a crash left of a run, by the record it wrote.
    func endLeftovers(_ run: [UInt8]) -> Model.Leftover

    /// A switch that ends a run.
    func makeStop() throws -> RunStop
}

/// Ends a run when somebody who may has cancelled it.
package struct RunStop: Sendable {
    package let stop: @Sendable () -> Void
    /// The runner's own object behind it.
    package let signal: any Sendable

    package init(signal: any Sendable, stop: @escaping @Sendable () -> Void) {
        self.signal = signal
        self.stop = stop
    }
}

extension WireExecutorMessage {
    static func failure(_ code: String, _ detail: String) -> WireExecutorMessage {
        var failure = WireFailure()
        failure.code = code
        failure.detail = String(detail.prefix(500))
        return WireExecutorMessage(.failure(failure))
    }
}
