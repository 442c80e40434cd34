import ControllerCore
import Model

/// Those who watch operations, each with a bounded queue: a slow watcher loses output, never the end.
struct Watchers {
    /// What a watcher is woken with.
    ///
    /// Output may be lost; whether the state changed is asked after each signal.
    enum Signal: Sendable {
        case changed
        case event(OperationEvent)
        /// Nothing happened for a while.
        case idle
        /// The controller stops.
        case stop
    }

    struct Watch: Sendable {
        let id: UInt64
        let signals: AsyncStream<Signal>
        let wake: AsyncStream<Signal>.Continuation
    }

    /// Signals that may wait for one watcher; the oldest give way.
    static let queue = 256

    private var watchers: [OperationID: [UInt64: AsyncStream<Signal>.Continuation]] = [:]
    private var next: UInt64 = 0

    mutating func add(_ operation: OperationID) -> Watch {
        let (signals, wake) = AsyncStream<Signal>.makeStream(bufferingPolicy: .bufferingNewest(Self.queue))
        next &+= 1
        watchers[operation, default: [:]][next] = wake
        return Watch(id: next, signals: signals, wake: wake)
    }

    mutating func remove(_ watch: Watch, from operation: OperationID) {
        watch.wake.finish()
        watchers[operation]?[watch.id] = nil
        if watchers[operation]?.isEmpty == true { watchers[operation] = nil }
    }

    func changed(_ operation: OperationID) {
        for wake in watchers[operation, default: [:]].values { wake.yield(.changed) }
    }

    func tell(_ operation: OperationID, _ event: @autoclosure () -> OperationEvent) {
        guard let interested = watchers[operation], !interested.isEmpty else { return }
        let event = event()
        for wake in interested.values { wake.yield(.event(event)) }
    }

    func stop() {
        for wake in watchers.values.flatMap(\.values) {
            wake.yield(.stop)
            wake.finish()
        }
    }
}
