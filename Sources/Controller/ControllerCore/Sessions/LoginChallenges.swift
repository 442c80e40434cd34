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
    private var order: [Digest] = []

    package init() {}

    /// Gives out a nonce.
    package mutating func issue(now: Timestamp, random: inout some RandomNumberGenerator) -> Digest {
        drop(before: now)
        if order.count >= Self.limit { issued.removeValue(forKey: order.removeFirst()) }
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
        while let first = order.first {
            // One used up leaves a place in `order` that is taken away here.
            if let time = issued[first], now.seconds(since: time) <= Self.lifetimeSeconds { return }
            issued.removeValue(forKey: first)
            order.removeFirst()
        }
    }
}
