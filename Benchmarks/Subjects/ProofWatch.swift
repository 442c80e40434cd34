import Foundation
import Harness
import Model
import SQLiteAccess

/// Sees in an executor's own state that the proof of a receipt is on disk.
///
/// The kernel tells of each write to the write-ahead log; what was written is visible only after the sync that follows it, so
/// the state is read once its version has changed. The executor is not asked and does nothing for it.
final class ProofWatch: @unchecked Sendable {
    // Used by one wait at a time, on the queue below.
    private let database: SQLiteConnection
    private let notices: Int32
    private let queue = DispatchQueue(label: "benchmark.proof")

    /// - Parameter state: the executor's state folder.
    init(state: String) throws {
        let path = "\(state)/executor.sqlite"
        database = try SQLiteConnection(path: path)
        notices = inotify_init1(Int32(IN_CLOEXEC))
        guard notices >= 0, inotify_add_watch(notices, "\(path)-wal", UInt32(IN_MODIFY)) >= 0 else {
            throw HarnessError("\(path)-wal cannot be watched")
        }
    }

    deinit { close(notices) }

    /// Returns when the executor holds the proof; throws after ten seconds.
    func proven(_ operation: OperationID) async throws -> ContinuousClock.Instant {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try self.wait(operation) }) }
        }
    }

    private func wait(_ operation: OperationID) throws -> ContinuousClock.Instant {
        let end = ContinuousClock.now + .seconds(10)
        var buffer = [UInt8](repeating: 0, count: 4_096)
        var seen = try version()
        while ContinuousClock.now < end {
            var waits = pollfd(fd: notices, events: Int16(POLLIN), revents: 0)
            guard poll(&waits, 1, 1_000) > 0 else { continue }
            _ = read(notices, &buffer, buffer.count)
            // Written, not yet committed: the state changes when the sync has come back.
            while try version() == seen, ContinuousClock.now < end { usleep(20) }
            seen = try version()
            let isProven = try database.first(
                "SELECT proven IS NOT NULL FROM receipt WHERE operation = ?",
                .text(operation.text)
            ) { row throws(SQLiteError) in try row.bool(0) }
            if isProven == true { return .now }
        }
        throw HarnessError("operation \(operation) is not proven after ten seconds")
    }

    /// Changes whenever another connection has committed.
    private func version() throws -> Int64 {
        try database.first("PRAGMA data_version") { row throws(SQLiteError) in try row.integer(0) } ?? 0
    }
}
