import ControllerCore
import Model
import TestSupport
import Testing
import TransparencyLog

/// A million strangers leave counts behind, and nothing that grows.
@Suite struct StrangerBoundTests {
    private let start = Timestamp.literal("2026-11-24T21:00:00Z")

    @Test func `a million failures are one entry of counts`() throws {
        var counter = StrangerCounter()
        let kinds = StrangerCounter.Failure.allCases
        for knock in 0..<1_000_000 { counter.count(kinds[knock % kinds.count], now: start) }
        let flushed = counter.flush(now: start.adding(seconds: 60))
        let words = try #require(flushed)
        #expect(words.counts?.count == kinds.count)
        #expect(words.counts?.values.reduce(0, +) == 1_000_000)
        #expect(words.object == nil && words.person == nil)
        #expect(words.rendered().bytes.count < 1_024)
        let again = counter.flush(now: start.adding(seconds: 3_600))
        #expect(again == nil)
    }

    @Test func `a million challenges are remembered up to their bound, and the last ones hold`() {
        var challenges = LoginChallenges()
        var random = SeededRandom()
        let first = challenges.issue(now: start, random: &random)
        var last = first
        for _ in 0..<1_000_000 { last = challenges.issue(now: start, random: &random) }
        #expect(challenges.count <= LoginChallenges.limit)
        let (isFirst, isLast) = (challenges.use(first, now: start), challenges.use(last, now: start))
        #expect(!isFirst)
        #expect(isLast)
    }

    @Test func `challenges that are used up make no room grow`() {
        var challenges = LoginChallenges()
        var random = SeededRandom()
        for _ in 0..<100_000 {
            let nonce = challenges.issue(now: start, random: &random)
            let isGood = challenges.use(nonce, now: start)
            #expect(isGood)
        }
        #expect(challenges.count <= LoginChallenges.limit)
    }

    @Test func `a key that signs in again and again has its last sessions only`() {
        var table = SessionTable()
        var random = SeededRandom()
        let key = TestKey("technician").publicKey
        for number in 0..<1_000 {
            let now = start.adding(seconds: Int64(number))
            let session = ReadingSession(key: key, started: now, expires: now.adding(seconds: 28_800))
            _ = table.open(session, now: now, random: &random)
        }
        #expect(table.count <= SessionTable.perKey)
    }
}
