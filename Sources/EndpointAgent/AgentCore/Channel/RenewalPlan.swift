package import Model

/// When the agent asks for another channel certificate.
///
/// From the time given by the certificate on, also after its end; and when controllers refuse it three times in a row,
/// since an authority may have been replaced. Not more than once an hour, unless the certificate has ended.
package struct RenewalPlan: Hashable, Sendable {
    /// Between two attempts while the certificate is valid.
    package static let pause: Int64 = 3_600

    /// Between two attempts after its end.
    package static let urgentPause: Int64 = 30

    /// Connections refused in a row after which the certificate itself is doubted.
    package static let refusals = 3

    private let due: Timestamp
    private let end: Timestamp
    private var lastAttempt: Timestamp?
    private var refused = 0

    /// Makes a plan for a certificate.
    package init(due: Timestamp, end: Timestamp) {
        self.due = due
        self.end = end
    }

    /// Whether to ask now.
    package func isDue(now: Timestamp) -> Bool {
        guard now >= due || refused >= Self.refusals else { return false }
        guard let lastAttempt else { return true }
        let waited = now.seconds(since: lastAttempt)
        // A clock that was set back does not postpone the attempt for ever.
        return waited < 0 || waited >= (now >= end ? Self.urgentPause : Self.pause)
    }

    /// Whether the certificate still opens a channel.
    package func isUsable(now: Timestamp) -> Bool {
        now < end
    }

    /// An attempt begins.
    package mutating func attempted(now: Timestamp) {
        lastAttempt = now
    }

    /// A connection was made and ended before the controller's hello.
    package mutating func connectionRefused() {
        refused = min(refused + 1, Self.refusals)
    }

    /// The controller answered.
    package mutating func connectionAccepted() {
        refused = 0
    }
}
