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
    private let secondsEach: Int64
    private let capacity: Int
    private var buckets: [Key: Bucket] = [:]

    /// - Parameters:
    ///   - burst: so many at once.
    ///   - secondsEach: one more after so many seconds.
    init(burst: Int, secondsEach: Int64, capacity: Int = 10_000) {
        self.burst = burst
        self.secondsEach = max(1, secondsEach)
        self.capacity = capacity
    }

    /// Takes one; false when there is none left.
    mutating func take(_ key: Key, now: Timestamp) -> Bool {
        var bucket = buckets[key] ?? Bucket(level: burst, filled: now)
        if buckets[key] == nil, buckets.count >= capacity {
            buckets = buckets.filter { refilled($0.value, now: now).level < burst }
            guard buckets.count < capacity else { return false }
        }
        bucket = refilled(bucket, now: now)
        guard bucket.level > 0 else { return false }
        bucket.level -= 1
        buckets[key] = bucket
        return true
    }

    private func refilled(_ bucket: Bucket, now: Timestamp) -> Bucket {
        // A clock that was set back starts the count anew rather than stopping it.
        let passed = now.seconds(since: bucket.filled)
        guard passed >= 0 else { return Bucket(level: bucket.level, filled: now) }
        let gained = passed / secondsEach
        guard gained > 0 else { return bucket }
        let level = min(Int64(burst), Int64(bucket.level) + min(gained, Int64(burst)))
        return Bucket(level: Int(level), filled: bucket.filled.adding(seconds: gained * secondsEach))
    }
}
