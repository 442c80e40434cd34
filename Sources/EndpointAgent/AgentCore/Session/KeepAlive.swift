/// When to ping the controller, and when to believe that it is gone.
///
/// Times are those of a clock that does not jump, counted from anywhere.
package struct KeepAlive: Hashable, Sendable {
    package enum Step: Hashable, Sendable {
        case ping(nonce: UInt64)
        case dead
    }

    private var lastPing: Duration
    private var nonce: UInt64 = 0
    /// Pings since anything was heard.
    private var unanswered = 0

    package init(now: Duration) {
        lastPing = now
    }

    /// Anything that arrives shows that the controller lives.
    package mutating func heard() {
        unanswered = 0
    }

    /// What is due now.
    package mutating func step(now: Duration) -> Step? {
        guard now - lastPing >= AgentLimits.pingInterval else { return nil }
        guard unanswered < AgentLimits.missedPings else { return .dead }
        lastPing = now
        unanswered += 1
        nonce &+= 1
        return .ping(nonce: nonce)
    }
}
