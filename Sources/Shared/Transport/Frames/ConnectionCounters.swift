import Synchronization

/// Counts what happened to connections: the material for metrics and for the log's entry of refusals per minute.
package final class ConnectionCounters: Sendable {
    /// The counts at one moment.
    package struct Snapshot: Hashable, Sendable {
        /// Connections taken or dialled, refused ones included.
        package var opened: UInt64 = 0
        /// Connections whose handshake ended well.
        package var established: UInt64 = 0
        /// Ends by reason; each opened connection ends exactly once.
        package var closed: [CloseReason: UInt64] = [:]

        /// Connections that have not ended.
        package var current: UInt64 {
            opened - closed.values.reduce(0, +)
        }

        /// How many ended so.
        package subscript(reason reason: CloseReason) -> UInt64 {
            closed[reason, default: 0]
        }
    }

    private let counts = Mutex(Snapshot())
    private let onClose: (@Sendable (CloseReason) -> Void)?

    /// Makes counters; `onClose` hears of each end after it is counted, on an event loop: it must not block.
    package init(onClose: (@Sendable (CloseReason) -> Void)? = nil) {
        self.onClose = onClose
    }

    /// The counts now.
    package var snapshot: Snapshot {
        counts.withLock { $0 }
    }

    func countOpened() {
        counts.withLock { $0.opened += 1 }
    }

    func countEstablished() {
        counts.withLock { $0.established += 1 }
    }

    func countClosed(_ reason: CloseReason) {
        counts.withLock { $0.closed[reason, default: 0] += 1 }
        onClose?(reason)
    }
}
