import Model

/// How often somebody may do something: a bucket that fills again with time, one for each key.
///
/// Bounded: where more keys are known than fit, full buckets are forgotten first, and if none is full the newcomer has
/// to wait. So strangers with many addresses slow strangers down, and nobody else.
struct RateLimiter<Key: Hashable & Sendable>: Sendable {
    private struct Bucket {
        var level: Int
        var filled: Timestamp
    }

    private let burst: Int
    private let perSecond: Int64
    private let capacity: Int
    private var buckets: [Key: Bucket] = [:]
    /// When buckets were last looked through in vain: within the same second none fills up.
    private var searched: Timestamp?
    /// How often all buckets were looked through.
    private(set) var searches = 0

    /// Keys that are known.
    var count: Int { buckets.count }

    /// - Parameters:
    ///   - burst: so many at once.
    ///   - perSecond: so many more each second.
    init(burst: Int, perSecond: Int64 = 1, capacity: Int = 10_000) {
        self.burst = burst
        self.perSecond = max(1, perSecond)
        self.capacity = capacity
    }

    /// Takes one; false when there is none left.
    mutating func take(_ key: Key, now: Timestamp) -> Bool {
        var bucket = buckets[key] ?? Bucket(level: burst, filled: now)
        if buckets[key] == nil, buckets.count >= capacity {
            guard searched != now else { return false }
            searched = now
            searches &+= 1
            buckets = buckets.filter { refilled($0.value, now: now).level < burst }
            guard buckets.count < capacity else { return false }
        }
        bucket = refilled(bucket, now: now)
        let isAdmitted = bucket.level > 0
        if isAdmitted { bucket.level -= 1 }
        buckets[key] = bucket
        return isAdmitted
    }

    private func refilled(_ bucket: Bucket, now: Timestamp) -> Bucket {
        // A clock that was set back starts the count anew rather than stopping it.
        let passed = now.seconds(since: bucket.filled)
        guard passed >= 0 else { return Bucket(level: bucket.level, filled: now) }
        guard passed > 0 else { return bucket }
        let gained = passed.multipliedReportingOverflow(by: perSecond)
        let level = Int64(bucket.level) + min(gained.overflow ? .max : gained.partialValue, Int64(burst))
        return Bucket(level: Int(min(Int64(burst), level)), filled: now)
    }
}
