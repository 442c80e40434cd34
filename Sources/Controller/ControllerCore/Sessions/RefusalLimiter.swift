package import Model
package import TransparencyLog

/// Refused submissions of signed-in people: sixty entries a minute, then a count (docs/protocol.md, entries).
package struct RefusalLimiter: Sendable {
    package static let perMinute = 60
    package static let windowSeconds: Int64 = 60

    private var start: Timestamp?
    private var written = 0
    private var passed: UInt64 = 0

    package init() {}

    /// What a refusal writes: an entry of its own, or nothing now.
    ///
    /// The count of a minute that is over comes first.
    package mutating func refused(
        tenant: TenantID,
        person: PersonID,
        statement: Digest,
        code: String,
        now: Timestamp
    ) -> [AccessWords] {
        var entries = flush(tenant: tenant, now: now).map { [$0] } ?? []
        if start == nil { start = now }
        guard written < Self.perMinute else {
            passed &+= 1
            return entries
        }
        written += 1
        entries.append(
            AccessWords(
                tenant: tenant,
                event: .refused,
                person: person,
                object: statement.hex,
                code: Keyword(code) ?? AccessMap.otherCode
            )
        )
        return entries
    }

    /// The count of the refusals without entry, once their minute is over; call it each minute.
    package mutating func flush(tenant: TenantID, now: Timestamp) -> AccessWords? {
        guard let begin = start, now.seconds(since: begin) >= Self.windowSeconds || now < begin else { return nil }
        defer {
            start = nil
            written = 0
            passed = 0
        }
        guard passed > 0 else { return nil }
        return AccessWords(tenant: tenant, event: .refused, count: passed, from: min(begin, now), to: now)
    }
}
