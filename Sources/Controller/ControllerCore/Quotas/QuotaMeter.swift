package import Model

/// What is left of a tenant's quotas of entries: two buckets that fill with time.
///
/// A restart begins with full buckets; what was taken before stands in the log.
package struct QuotaMeter: Sendable {
    /// A bucket in units that seconds divide: a quantity of `perUnit` each `unit` seconds.
    private struct Bucket {
        /// Units × seconds, so that a few bytes a second are not lost in rounding.
        var level: UInt64
        let capacity: UInt64
        let gain: UInt64
        let scale: UInt64

        init(capacity: UInt64, amount: UInt64, seconds: UInt64) {
            scale = seconds
            gain = amount
            self.capacity = Self.product(capacity, seconds)
            level = self.capacity
        }

        mutating func fill(_ seconds: UInt64) {
            let (sum, overflow) = level.addingReportingOverflow(Self.product(gain, seconds))
            level = overflow ? capacity : min(capacity, sum)
        }

        /// Seconds until there is room; 0 where there is.
        ///
        /// What is larger than the whole bucket has to find it full.
        func wait(for amount: UInt64) -> Int64 {
            let wanted = min(Self.product(amount, scale), capacity)
            guard wanted > level else { return 0 }
            let (seconds, rest) = (wanted - level).quotientAndRemainder(dividingBy: max(1, gain))
            return Int64(clamping: seconds + (rest > 0 ? 1 : 0))
        }

        mutating func take(_ amount: UInt64) {
            level -= min(level, Self.product(amount, scale))
        }

        private static func product(_ first: UInt64, _ second: UInt64) -> UInt64 {
            let (product, overflow) = first.multipliedReportingOverflow(by: second)
            return overflow ? .max : product
        }
    }

    package static let windowSeconds: Int64 = 60

    private let quotas: TenantQuotas
    private var entries: Bucket
    private var bytes: Bucket
    private var filled: Timestamp?
    private var refused: UInt64 = 0
    private var start: Timestamp?

    package init(_ quotas: TenantQuotas) {
        self.quotas = quotas
        let burst = quotas.entriesPerSecond.multipliedReportingOverflow(by: TenantQuotas.burstSeconds)
        entries = Bucket(
            capacity: burst.overflow ? .max : burst.partialValue,
            amount: quotas.entriesPerSecond,
            seconds: 1
        )
        bytes = Bucket(capacity: quotas.entryBytesPerDay, amount: quotas.entryBytesPerDay, seconds: 86_400)
    }

    /// Takes room for entries; otherwise takes nothing, counts, and says which quota is full.
    ///
    /// - Parameter always: takes what there is where there is not enough: for what must not be held up.
    package mutating func take(
        entries count: UInt64,
        bytes size: UInt64,
        now: Timestamp,
        always: Bool = false
    ) -> QuotaError? {
        fill(now)
        var error: QuotaError?
        let (rate, room) = (entries.wait(for: count), bytes.wait(for: size))
        if room > 0 {
            error = .entryBytes(perDay: quotas.entryBytesPerDay, wait: room)
        } else if rate > 0 {
            error = .entryRate(perSecond: quotas.entriesPerSecond, wait: rate)
        }
        if let error, !always {
            refused &+= 1
            if start == nil { start = now }
            return error
        }
        entries.take(count)
        bytes.take(size)
        return nil
    }

    /// Counts a refusal that somebody else found.
    package mutating func count(now: Timestamp) {
        refused &+= 1
        if start == nil { start = now }
    }

    /// The entry for the refusals of a minute that is over; call it each second or so.
    package mutating func flush(tenant: TenantID, now: Timestamp) -> AccessWords? {
        guard let begin = start, now.seconds(since: begin) >= Self.windowSeconds || now < begin else { return nil }
        defer { (start, refused) = (nil, 0) }
        return AccessWords(
            tenant: tenant,
            event: .refused,
            code: Keyword("quota"),
            count: refused,
            from: min(begin, now),
            to: now
        )
    }

    private mutating func fill(_ now: Timestamp) {
        defer { filled = now }
        // A clock that was set back gives nothing and takes nothing.
        guard let filled, now > filled else { return }
        let seconds = UInt64(now.seconds(since: filled))
        entries.fill(seconds)
        bytes.fill(seconds)
    }
}
