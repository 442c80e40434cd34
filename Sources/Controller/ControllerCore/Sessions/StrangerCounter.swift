package import Model

/// Failures of those whom nobody knows: counted by reason, one entry a minute, no text from outside.
package struct StrangerCounter: Sendable {
    package static let windowSeconds: Int64 = 60

    /// Why somebody was turned away.
    ///
    /// A closed list, or strangers could write.
    package enum Failure: String, Hashable, Sendable, CaseIterable {
        case tls
        case handshake
        case frame
        case rate
        case token
        case enrolment
        case renewal
        case certificate
        case hello
        case login
        case session
        case route
        case body
    }

    private var counts: [Failure: UInt64] = [:]
    private var start: Timestamp?

    package init() {}

    package mutating func count(_ failure: Failure, now: Timestamp) {
        if start == nil { start = now }
        counts[failure, default: 0] &+= 1
    }

    /// The entry for `_provider`, once a minute has passed since the first failure in it.
    package mutating func flush(now: Timestamp) -> AccessWords? {
        guard let begin = start, now.seconds(since: begin) >= Self.windowSeconds || now < begin else { return nil }
        return take(from: begin, now: now)
    }

    /// The entry for what is counted so far, whatever the time: before a stop.
    package mutating func drain(now: Timestamp) -> AccessWords? {
        guard let begin = start else { return nil }
        return take(from: begin, now: now)
    }

    private mutating func take(from begin: Timestamp, now: Timestamp) -> AccessWords {
        var named: [Keyword: UInt64] = [:]
        for (failure, count) in counts {
            if let word = Keyword(failure.rawValue) { named[word] = count }
        }
        counts = [:]
        start = nil
        return AccessWords(tenant: .provider, event: .failures, counts: named, from: min(begin, now), to: now)
    }
}
