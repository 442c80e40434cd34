import Testing

@testable import Transport

@Suite struct BackoffTests {
    @Test func `waits double up to the bound and stay within their half`() {
        var random = SystemRandomNumberGenerator()
        var backoff = Backoff(first: .seconds(1), longest: .seconds(10))
        for bound in [1, 2, 4, 8, 10, 10, 10] {
            let wait = backoff.next(using: &random)
            #expect(wait >= .milliseconds(bound * 500))
            #expect(wait <= .seconds(bound))
        }
        #expect(backoff.failures == 7)
    }

    @Test func `a reset starts anew and a thousand failures overflow nothing`() {
        var random = SystemRandomNumberGenerator()
        var backoff = Backoff()
        for _ in 0..<1_000 { #expect(backoff.next(using: &random) <= .seconds(300)) }
        backoff.reset()
        #expect(backoff.next(using: &random) <= .seconds(1))
    }
}
