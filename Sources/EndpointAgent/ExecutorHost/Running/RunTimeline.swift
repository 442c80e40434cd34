/// Decides when a run is told to end and when it is made to; the caller reads the clock and performs what this returns.
///
/// running ──time limit or cancel──▶ terminating ──grace──▶ killing ──patience──▶ abandoned
struct RunTimeline: Sendable {
    typealias Instant = SuspendingClock.Instant

    enum Action: Equatable, Sendable {
        case wait
        /// SIGTERM to everything.
        case terminate
        /// SIGKILL to everything.
        case kill
        /// Even SIGKILL did not end it (a process stuck in the kernel): stop waiting.
        case abandon
    }

    private enum Phase: Equatable, Sendable {
        case running
        case terminating
        case killing
        case abandoned
    }

    private(set) var stop: ScriptStop?
    private(set) var wakeAt: Instant

    private var phase = Phase.running
    private let grace: Duration
    private let patience: Duration

    init(start: Instant, limit: Duration, grace: Duration, patience: Duration) {
        wakeAt = start.advanced(by: limit)
        self.grace = grace
        self.patience = patience
    }

    /// To be called after each wait.
    mutating func advance(to now: Instant, isCancelled: Bool) -> Action {
        switch phase {
        case .running where isCancelled: return end(.cancelled, now)
        case .running where now >= wakeAt: return end(.timedOut, now)
        case .terminating where now >= wakeAt: return kill(now)
        case .killing where now >= wakeAt:
            phase = .abandoned
            return .abandon
        default: return .wait
        }
    }

    /// To be called when the script's own process has ended.
    ///
    /// What it left behind gets the rest of the grace if it was being ended anyway, none otherwise: a run is over when its
    /// script is.
    mutating func scriptEnded(at now: Instant) -> Action { phase == .running ? kill(now) : .wait }

    private mutating func end(_ reason: ScriptStop, _ now: Instant) -> Action {
        stop = reason
        phase = .terminating
        wakeAt = now.advanced(by: grace)
        return .terminate
    }

    private mutating func kill(_ now: Instant) -> Action {
        phase = .killing
        wakeAt = now.advanced(by: patience)
        return .kill
    }
}
