import FaultPoints
import Model
import TransparencyLog

/// The serial section of a log: collects calls while a transaction is under way and commits them together.
///
/// Nobody is answered before the transaction that holds their entries *and* a checkpoint over them is durable.
actor LogCommitter {
    private let storage: any LogStorage
    private let signer: NoteSigner
    private let clock: @Sendable () -> Timestamp
    private let limits: LogQueueLimits

    private struct Waiting {
        let call: LogCommit.Call
        let bytes: Int
        let continuation: CheckedContinuation<[Appended], any Error>
    }

    private var waiting: [Waiting] = []
    private var waitingEntries = 0
    private var waitingBytes = 0
    /// Whether a drain is under way.
    ///
    /// Only the drain writes to the storage, and only while this is true.
    private var busy = false
    /// Nil before the first commit and after every fault: then the storage is asked again.
    private var state: LogState?

    init(
        storage: any LogStorage,
        signer: NoteSigner,
        limits: LogQueueLimits,
        clock: @escaping @Sendable () -> Timestamp
    ) {
        self.storage = storage
        self.signer = signer
        self.limits = limits
        self.clock = clock
    }

    /// Queues drafts and returns once they are durable.
    ///
    /// Cancellation does not take a queued call back.
    func append(_ drafts: [LogDraft]) async throws -> [Appended] {
        guard !drafts.isEmpty else { return [] }
        let call = LogCommit.Call(drafts: drafts)
        let bytes = call.bytes
        guard waitingEntries + drafts.count <= limits.waitingEntries, waitingBytes + bytes <= limits.waitingBytes else {
            throw LogError.queueFull(waiting: waitingEntries, limit: limits.waitingEntries)
        }
        return try await withCheckedThrowingContinuation { continuation in
            waiting.append(Waiting(call: call, bytes: bytes, continuation: continuation))
            waitingEntries += drafts.count
            waitingBytes += bytes
            startDrain()
        }
    }

    /// Compares a note that a peer showed with this log, and keeps it if the log is behind or forked.
    func observe(note: String) async throws {
        let checkpoint: Checkpoint
        do {
            checkpoint = try OwnNote.checkpoint(note, key: signer.verifierKey)
        } catch {
            throw LogError.foreignNote("\(error)")
        }
        let evidence = StoredCheckpoint(size: checkpoint.size, note: note)
        let commit = LogCommit(signer: signer, path: storage.path, now: clock())
        let first = try await storage.read { try Self.refusal(for: evidence, in: $0, commit: commit) }
        guard first != nil else { return }
        // Judged again where nothing else is written: an append in flight when the note was shown may have caught up.
        let refusal = try await storage.write { log -> LogError? in
            let refusal = try Self.refusal(for: evidence, in: log, commit: commit)
            if refusal != nil { try log.insert(evidence: evidence) }
            try ControllerStep.logEvidence.reach(failingWith: commit.full)
            return refusal
        }
        ControllerStep.logEvidence.landed()
        if let refusal { throw refusal }
    }

    private static func refusal(
        for evidence: StoredCheckpoint,
        in log: some LogReading,
        commit: LogCommit
    ) throws -> LogError? {
        var state = try LogState(reading: log, key: commit.signer.verifierKey, path: commit.path)
        try state.judge(evidence, in: log, key: commit.signer.verifierKey)
        return state.refusal
    }

    /// Reads the state now, so that a damaged file is found at opening.
    func open() async throws {
        let commit = LogCommit(signer: signer, path: storage.path, now: clock())
        state = try await storage.write { log in
            try LogRepair.makeDerivedIfMissing(in: log)
            let state = try commit.current(nil, in: log)
            try ControllerStep.logOpened.reach(failingWith: commit.full)
            return state
        }
        ControllerStep.logOpened.landed()
    }

    private func startDrain() {
        guard !busy else { return }
        busy = true
        // Unstructured: the drain serves every waiting caller, not the one who happens to start it, and must not end
        // with that one's task. It ends by itself when nothing waits.
        Task { await drain() }
    }

    private func drain() async {
        while !waiting.isEmpty {
            let batch = takeBatch()
            let calls = batch.map(\.call)
            let commit = LogCommit(signer: signer, path: storage.path, now: clock())
            let before = state
            state = nil
            do {
                let result = try await storage.write { log in
                    let result = try commit.apply(calls, to: log, state: before)
                    try commit.reach(calls)
                    return result
                }
                commit.landed(calls)
                state = result.state
                for (waiter, answer) in zip(batch, result.answers) { waiter.continuation.resume(with: answer) }
            } catch {
                for waiter in batch { waiter.continuation.resume(throwing: error) }
            }
        }
        busy = false
    }

    private func takeBatch() -> [Waiting] {
        var count = 0
        var entries = 0
        while count < waiting.count, count == 0 || entries + waiting[count].call.drafts.count <= limits.batchEntries {
            entries += waiting[count].call.drafts.count
            count += 1
        }
        let batch = Array(waiting[..<count])
        waiting.removeFirst(count)
        waitingEntries -= entries
        waitingBytes -= batch.reduce(0) { $0 + $1.bytes }
        return batch
    }
}
