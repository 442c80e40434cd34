import ControllerCore
import Synchronization

/// A storage that fails on demand, before or after the transaction has landed, or holds a write up.
final class FaultyLogStorage: LogStorage {
    enum Fault: Sendable {
        /// The disk refuses; nothing is written.
        case refused
        /// All is written, but the answer is lost.
        case replyLost
    }

    let path: String
    private let inner: any LogStorage
    private let faults = Mutex<[Fault]>([])
    private let gate = Mutex<Gate?>(nil)

    /// Where a write waits until the test lets it go on.
    final class Gate: Sendable {
        private let entered = AsyncStream<Void>.makeStream()
        private let released = AsyncStream<Void>.makeStream()

        func pass() async {
            entered.continuation.yield()
            for await _ in released.stream { return }
        }

        func waitUntilEntered() async {
            for await _ in entered.stream { return }
        }

        func release() { released.continuation.finish() }
    }

    init(_ inner: any LogStorage) {
        self.inner = inner
        path = inner.path
    }

    func failNext(_ fault: Fault) { faults.withLock { $0.append(fault) } }

    /// Holds the next write up.
    func holdNextWrite() -> Gate {
        let new = Gate()
        gate.withLock { $0 = new }
        return new
    }

    func read<Result: Sendable>(_ body: @Sendable (any LogReading) throws -> Result) async throws -> Result {
        try await inner.read(body)
    }

    func write<Result: Sendable>(_ body: @Sendable (any LogWriting) throws -> Result) async throws -> Result {
        let held = gate.withLock { gate in
            let held = gate
            gate = nil
            return held
        }
        await held?.pass()
        let fault = faults.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        if case .refused? = fault { throw LogError.cannotWrite(path: path, cause: "database or disk is full") }
        let result = try await inner.write(body)
        if case .replyLost? = fault { throw LogError.cannotWrite(path: path, cause: "disk I/O error") }
        return result
    }

    func export(to path: String) async throws { try await inner.export(to: path) }
}
