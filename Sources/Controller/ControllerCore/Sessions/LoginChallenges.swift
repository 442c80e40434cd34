package import Model
package import TransparencyLog

/// The nonces given out for sign-ins: each good for one use and two minutes.
///
/// Strangers may ask for them, so their number is bounded; the oldest gives way.
package struct LoginChallenges: Sendable {
    /// The most that are remembered.
    package static let limit = 4_096
    package static let lifetimeSeconds = LoginStatement.maximumValiditySeconds

    private var issued: [Digest: Timestamp] = [:]
    /// In the order in which they were given out, used ones included; those before `oldest` are gone.
    private var order: [Digest] = []
    private var oldest = 0

    package init() {}

    /// Nonces that take room, used up or not.
    package var count: Int { order.count - oldest }

    /// Gives out a nonce.
    package mutating func issue(now: Timestamp, random: inout some RandomNumberGenerator) -> Digest {
        drop(before: now)
        if count >= Self.limit { dropOldest() }
        let nonce = Digest(sha256Of: BearerSecret.make(random: &random).bytes)
        issued[nonce] = now
        order.append(nonce)
        return nonce
    }

    /// Uses a nonce up; false for one that was never given out, was used, or is too old.
    package mutating func use(_ nonce: Digest, now: Timestamp) -> Bool {
        guard let time = issued.removeValue(forKey: nonce) else { return false }
        return now.seconds(since: time) <= Self.lifetimeSeconds
    }

    private mutating func drop(before now: Timestamp) {
        while count > 0 {
            // One used up leaves a place in `order` that is taken away here.
            if let time = issued[order[oldest]], now.seconds(since: time) <= Self.lifetimeSeconds { return }
            dropOldest()
        }
    }

    /// Forgets the oldest; places are moved together once in a while, not for every one.
    private mutating func dropOldest() {
        issued.removeValue(forKey: order[oldest])
        oldest += 1
        guard oldest >= Self.limit else { return }
        order.removeFirst(oldest)
        oldest = 0
    }
}
