/// How long to wait before the next attempt: exponential, with jitter so that a fleet does not come back as one.
///
/// A value: the caller keeps it, passes the randomness in and does the waiting.
package struct Backoff: Hashable, Sendable {
    /// The bound of the first wait.
    package let first: Duration

    /// The bound of every wait.
    package let longest: Duration

    /// Attempts that have failed in a row.
    package private(set) var failures = 0

    /// Makes a backoff; the defaults reach their bound after eight failures.
    package init(first: Duration = .seconds(1), longest: Duration = .seconds(300)) {
        self.first = first
        self.longest = max(first, longest)
    }

    /// The wait after one more failure: evenly between half the bound and the bound, which doubles each time.
    package mutating func next(using random: inout some RandomNumberGenerator) -> Duration {
        var bound = first
        for _ in 0..<failures where bound < longest { bound = min(bound * 2, longest) }
        failures = min(failures + 1, 64)
        return bound * (0.5 + Double.random(in: 0...0.5, using: &random))
    }

    /// Starts again from the first wait; call it once the peer has proven useful, not when a connection merely opened.
    package mutating func reset() {
        failures = 0
    }
}
