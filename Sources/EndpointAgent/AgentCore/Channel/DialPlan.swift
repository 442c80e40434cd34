/// Which controller to dial next and how long to wait before: each in the order of the root, then a growing pause.
///
/// A value: the caller passes the randomness in and does the waiting.
package struct DialPlan: Hashable, Sendable {
    /// The bound of the first pause.
    package static let shortest = Duration.milliseconds(250)

    /// The bound of every pause.
    package static let longest = Duration.seconds(60)

    /// How long a session has to last to count as a good one.
    package static let lasting = Duration.seconds(10)

    /// The bound of a pause after a session that was opened is at most the shortest, doubled this many times.
    static let roundsAfterHello = 4

    /// The bound of a pause before the executor's socket is tried again, likewise: eight seconds.
    static let roundsWithoutExecutor = 5

    private var position = 0
    private var rounds = 0

    package init() {}

    /// The position in the root's list to dial now; it may be shorter than at the last call.
    package mutating func next(of count: Int) -> Int {
        guard count > 0 else { return 0 }
        if position >= count { position = 0 }
        return position
    }

    /// A controller could not be reached or ended the session: the pause before the next attempt.
    ///
    /// None while the root names one that was not tried in this round; then evenly between half the bound and the bound,
    /// which doubles each round, so that a fleet does not come back as one.
    package mutating func failed(of count: Int, using random: inout some RandomNumberGenerator) -> Duration {
        position += 1
        guard position >= count else { return .zero }
        position = 0
        return pause(using: &random)
    }

    /// The pause for the round that ends.
    private mutating func pause(using random: inout some RandomNumberGenerator) -> Duration {
        var bound = Self.shortest
        for _ in 0..<rounds where bound < Self.longest { bound = min(bound * 2, Self.longest) }
        rounds = min(rounds + 1, 64)
        return bound * Double.random(in: 0.5...1, using: &random)
    }

    /// The pause before the executor's socket is tried again: to look there costs nobody anything.
    package mutating func executorMissing(using random: inout some RandomNumberGenerator) -> Duration {
        rounds = min(rounds, Self.roundsWithoutExecutor)
        return pause(using: &random)
    }

    /// A session that the controller had opened has ended: the pause before the next attempt, which is never none.
    ///
    /// One that lasted starts anew with the first controller and the shortest pause. One that did not may be a controller that
    /// greets everybody and serves nobody: the next of the root's list has its turn, and pauses grow, though only to a few
    /// seconds, since a controller that is being restarted looks the same.
    package mutating func lost(
        after lived: Duration,
        of count: Int,
        using random: inout some RandomNumberGenerator
    ) -> Duration {
        if lived >= Self.lasting {
            position = 0
            rounds = 0
        } else {
            position = position + 1 < count ? position + 1 : 0
            rounds = min(rounds, Self.roundsAfterHello)
        }
        return pause(using: &random)
    }
}
