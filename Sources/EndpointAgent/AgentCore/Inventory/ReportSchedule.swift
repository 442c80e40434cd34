package import Model

/// When the device may and should report: at most 24 times a day, and once a day in full.
///
/// Every report is an entry in the client's log for ever, so a fact that never rests (a link that flaps, a container that
/// comes and goes) must not fill it. The full one bounds how many reports a state is put together from. Both outlive the
/// process: a restart does not start the day anew.
package struct ReportSchedule: Hashable, Sendable {
    /// Reports in any 24 hours.
    package static let reportsADay = 24

    /// The seconds of a day.
    static let day: Int64 = 86_400

    /// How much sooner or later than a day the next full report is due: a fleet that was started together drifts apart.
    static let spread: Int64 = 7_200

    /// The reports of the last 24 hours, oldest first.
    package private(set) var recent: [Timestamp]

    /// From when on the next report stands alone; nil before the first.
    package private(set) var fullDue: Timestamp?

    package init(recent: [Timestamp] = [], fullDue: Timestamp? = nil) {
        self.recent = Array(recent.suffix(Self.reportsADay))
        self.fullDue = fullDue
    }

    /// Whether another report may be made.
    package func hasRoom(at now: Timestamp) -> Bool {
        living(at: now).count < Self.reportsADay
    }

    /// Whether the next report should be a full one.
    ///
    /// A time further away than is ever set means that the clock was set back; the full report then comes now.
    package func wantsFull(at now: Timestamp) -> Bool {
        guard let fullDue else { return true }
        return now >= fullDue || fullDue.seconds(since: now) > Self.day + Self.spread
    }

    /// Notes a report.
    mutating func reported(isFull: Bool, at now: Timestamp, using random: inout some RandomNumberGenerator) {
        recent = living(at: now) + [now]
        guard isFull else { return }
        fullDue = now.adding(seconds: Self.day + Int64.random(in: -Self.spread...Self.spread, using: &random))
    }

    /// Reports that still count; those in the future are of a clock that was set back and would count for ever.
    private func living(at now: Timestamp) -> [Timestamp] {
        recent.filter { $0 <= now && now.seconds(since: $0) < Self.day }
    }
}
