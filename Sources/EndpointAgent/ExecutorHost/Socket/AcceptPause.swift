/// When to look at a listening socket again after descriptors or memory ran short: it stays readable all the while, and
/// asking again at once would spin.
struct AcceptPause: Sendable {
    typealias Instant = SuspendingClock.Instant

    static let length: Duration = .milliseconds(250)

    private var end: Instant?

    mutating func begin(at now: Instant) { end = now.advanced(by: Self.length) }

    /// Milliseconds until the socket may be looked at again, rounded up; nil once it may.
    mutating func left(at now: Instant) -> Int32? {
        guard let end, now < end else {
            end = nil
            return nil
        }
        let left = now.duration(to: end).components
        return Int32(clamping: left.seconds * 1_000 + left.attoseconds / 1_000_000_000_000_000 + 1)
    }
}
