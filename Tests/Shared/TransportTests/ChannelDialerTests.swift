import Model
import Testing
import TransparencyLog

@testable import Transport

@Suite(.timeLimit(.minutes(1))) struct ChannelDialerTests {
    private let fixtures: Fixtures

    init() throws {
        fixtures = try Fixtures()
    }

    private func refusal(of address: ServerAddress, trusting pin: Digest, now: Timestamp = Fixtures.now) async -> (
        any Error
    )? {
        let dialer = ChannelDialer(now: { now })
        var refusal: (any Error)?
        do {
            try await dialer.connectForEnrolment(to: address, trusting: pin) { _ in }
        } catch {
            refusal = error
        }
        await dialer.shutdown()
        return refusal
    }

    @Test func `a server under another authority than the pinned one is refused`() async throws {
        let other = try CertificateAuthority.make(name: "test agents", now: Fixtures.now)
        try await RunningListener.run(fixtures) { listener in
            let refusal = await refusal(of: listener.address, trusting: other.sha256)
            #expect(refusal as? TransportError == .closed(.serverUntrusted))
            #expect(await listener.ends.next() == .tlsFailure)
        }
    }

    @Test func `pinning the server's own certificate in place of its authority's is refused`() async throws {
        try await RunningListener.run(fixtures) { listener in
            let dialer = ChannelDialer(now: { Fixtures.now })
            let leaf = try await dialer.connectForEnrolment(
                to: listener.address,
                trusting: listener.pin.authority.sha256
            ) { $0.facts.serverCertificateSHA256 }
            await dialer.shutdown()
            let refusal = await refusal(of: listener.address, trusting: leaf)
            #expect(refusal as? TransportError == .closed(.serverUntrusted))
        }
    }

    @Test func `a server that is dialled by a name it does not have is refused`() async throws {
        try await RunningListener.run(fixtures) { listener in
            let byName = try #require(ServerAddress("localhost:\(listener.port)"))
            #expect(await refusal(of: byName, trusting: listener.pin.authority.sha256) == nil)
            let wrong = try #require(ServerAddress("127.0.0.2:\(listener.port)"))
            let refusal = await refusal(of: wrong, trusting: listener.pin.authority.sha256)
            // The listener has 127.0.0.1 only; what 127.0.0.2 refuses is judged in the verifier's own tests.
            #expect(refusal as? TransportError == .unreachable(wrong))
        }
    }

    @Test func `a server certificate that has expired is refused`() async throws {
        try await RunningListener.run(fixtures) { listener in
            let late = Fixtures.now.adding(seconds: 366 * 86_400)
            let refusal = await refusal(of: listener.address, trusting: listener.pin.authority.sha256, now: late)
            #expect(refusal as? TransportError == .closed(.serverUntrusted))
        }
    }

    @Test func `nothing at the address is said as such`() async throws {
        // A port that was just given back by a listener.
        let (ports, tell) = AsyncStream<Int>.makeStream()
        try await RunningListener.run(fixtures) { tell.yield($0.port) }
        var iterator = ports.makeAsyncIterator()
        let port = try #require(await iterator.next())
        let address = try #require(ServerAddress("127.0.0.1:\(port)"))
        let refusal = await refusal(of: address, trusting: fixtures.authority.sha256)
        #expect(refusal as? TransportError == .unreachable(address))
    }
}
