/// Which controller to dial next and how long to wait before: each in the order of the root, then a growing pause.
///
/// A value: the caller passes the randomness in and does the waiting.
package struct DialPlan: Hashable, Sendable {
    /// The bound of the first pause.
    package static let shortest = Duration.milliseconds(250)

    /// The bound of every pause.
    package static let longest = Duration.seconds(60)

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

    /// The pause after something that concerns all controllers alike failed, such as the executor's socket.
    package mutating func pause(using random: inout some RandomNumberGenerator) -> Duration {
        var bound = Self.shortest
        for _ in 0..<rounds where bound < Self.longest { bound = min(bound * 2, Self.longest) }
        rounds = min(rounds + 1, 64)
        return bound * Double.random(in: 0.5...1, using: &random)
    }

    /// The controller has answered: the next loss starts with the first controller and the shortest pause.
    package mutating func connected() {
        position = 0
        rounds = 0
    }
}
