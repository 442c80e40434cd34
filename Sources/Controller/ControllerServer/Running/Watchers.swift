import ControllerCore
import Model
import Synchronization

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
        private let isBehind = Flag()

        init(id: UInt64, signals: AsyncStream<Signal>, wake: AsyncStream<Signal>.Continuation) {
            self.id = id
            self.signals = signals
            self.wake = wake
        }

        /// Says that the state changed; once until it is looked at, however often it changes.
        func changed() {
            let isNew = isBehind.value.withLock { isBehind in
                defer { isBehind = true }
                return !isBehind
            }
            if isNew { wake.yield(.changed) }
        }

        /// To be called before the state is looked at: what changes from now on is told again.
        func looks() {
            isBehind.value.withLock { $0 = false }
        }
    }

    private final class Flag: Sendable {
        let value = Mutex(false)
    }

    /// Signals that may wait for one watcher; the oldest give way.
    static let queue = 256

    private var watchers: [OperationID: [UInt64: Watch]] = [:]
    private var next: UInt64 = 0

    mutating func add(_ operation: OperationID) -> Watch {
        let (signals, wake) = AsyncStream<Signal>.makeStream(bufferingPolicy: .bufferingNewest(Self.queue))
        next &+= 1
        let watch = Watch(id: next, signals: signals, wake: wake)
        watchers[operation, default: [:]][next] = watch
        return watch
    }

    mutating func remove(_ watch: Watch, from operation: OperationID) {
        watch.wake.finish()
        watchers[operation]?[watch.id] = nil
        if watchers[operation]?.isEmpty == true { watchers[operation] = nil }
    }

    func changed(_ operation: OperationID) {
        for watch in watchers[operation, default: [:]].values { watch.changed() }
    }

    func tell(_ operation: OperationID, _ event: @autoclosure () -> OperationEvent) {
        guard let interested = watchers[operation], !interested.isEmpty else { return }
        let event = event()
        for watch in interested.values { watch.wake.yield(.event(event)) }
    }

    func stop() {
        for watch in watchers.values.flatMap(\.values) {
            watch.wake.yield(.stop)
            watch.wake.finish()
        }
    }
}
