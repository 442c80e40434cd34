import Model
import TestSupport
import Testing

@testable import ControllerServer

@Suite struct RateLimiterTests {
    private let start = Timestamp.literal("2026-11-24T21:00:00Z")

    private func taken(_ limiter: inout RateLimiter<String>, _ key: String, _ asked: Int, at now: Timestamp) -> Int {
        (0..<asked).filter { _ in limiter.take(key, now: now) }.count
    }

    @Test func `a burst passes, then what the seconds bring`() {
        var limiter = RateLimiter<String>(burst: 3, perSecond: 2)
        #expect(taken(&limiter, "a", 10, at: start) == 3)
        #expect(taken(&limiter, "a", 10, at: start.adding(seconds: 1)) == 2)
        #expect(taken(&limiter, "a", 10, at: start.adding(seconds: 3_600)) == 3)
    }

    @Test func `one key's hurry is not another's`() {
        var limiter = RateLimiter<String>(burst: 2)
        #expect(taken(&limiter, "a", 10, at: start) == 2)
        #expect(taken(&limiter, "b", 10, at: start) == 2)
    }

    @Test func `more keys than fit wait until buckets are full again`() {
        var limiter = RateLimiter<String>(burst: 2, capacity: 2)
        #expect(taken(&limiter, "a", 2, at: start) == 2)
        #expect(taken(&limiter, "b", 2, at: start) == 2)
        #expect(taken(&limiter, "c", 1, at: start) == 0)
        #expect(taken(&limiter, "c", 1, at: start.adding(seconds: 2)) == 1)
    }

    @Test func `a million strangers take no more room than the table has, and cost no search each`() {
        var limiter = RateLimiter<Int>(burst: 60, capacity: 1_000)
        var admitted = 0
        for knock in 0..<1_000_000 where limiter.take(knock, now: start.adding(seconds: Int64(knock / 10_000))) {
            admitted += 1
        }
        #expect(limiter.count <= 1_000)
        // A thousand find room in each of the hundred seconds, when those of the second before are forgotten.
        #expect(admitted == 100_000)
        #expect(limiter.searches <= 100)
    }

    @Test func `a clock set back neither opens the gate nor keeps it shut`() {
        var limiter = RateLimiter<String>(burst: 2)
        #expect(taken(&limiter, "a", 5, at: start) == 2)
        #expect(taken(&limiter, "a", 5, at: start.adding(seconds: -3_600)) == 0)
        #expect(taken(&limiter, "a", 5, at: start.adding(seconds: -3_598)) == 2)
    }
}
