import Model
import NIOCore
import NIOSSL
import SwiftProtobuf
import Synchronization
import Testing
import TransparencyLog
import Wire
import WireMessages

@testable import Transport

/// What happens to connections that stand, while others come and go beside them.
@Suite(.timeLimit(.minutes(1))) struct LiveConnectionTests {
    private let fixtures: Fixtures

    init() throws {
        fixtures = try Fixtures()
    }

    /// A clock that a test sets.
    private final class TestClock: Sendable {
        private let time: Mutex<Timestamp>

        init(_ time: Timestamp) { self.time = Mutex(time) }

        func now() -> Timestamp { time.withLock { $0 } }

        func set(_ new: Timestamp) { time.withLock { $0 = new } }
    }

    private func ping(_ channel: AgentChannel, _ nonce: UInt64) async throws {
        try await channel.send(.ping(.with { $0.nonce = nonce }))
        #expect(try await channel.next() == .pong(.with { $0.nonce = nonce }))
    }

    @Test func `a connection ends with its certificate, and another device's goes on`() async throws {
        let ending = try fixtures.agent(issuedAt: Fixtures.now.adding(seconds: -10 * 86_400))
        let lasting = try fixtures.agent(named: "d-zzzzzzzzzzzzzzzzzzzzzzzzzz")
        let clock = TestClock(Fixtures.now)
        let deadlines = Deadlines(handshake: .seconds(20), shutdown: .milliseconds(50), certificate: .milliseconds(10))
        try await RunningListener.run(fixtures, deadlines: deadlines, now: clock.now) { listener in
            let dialer = ChannelDialer(now: { Fixtures.now })
            let pin = listener.pin.authority.sha256
            try await dialer.connect(to: listener.address, trusting: pin, as: lasting) { other in
                try await ping(other, 1)
                try await dialer.connect(to: listener.address, trusting: pin, as: ending) { channel in
                    try await ping(channel, 2)
                    clock.set(ending.agent.notAfter)
                    try await ping(channel, 3)
                    clock.set(ending.agent.notAfter.adding(seconds: 1))
                    #expect(try await channel.next() == nil)
                }
                #expect(await listener.ends.next() == .certificateExpired)
                try await ping(other, 4)
            }
            let counts = listener.ends.counters.snapshot
            #expect(counts[reason: .certificateExpired] == 1)
            #expect(counts.established == 2)
            await dialer.shutdown()
        }
    }

    /// A peer that breaks a rule, and what its connection is closed for.
    enum BadPeer: CaseIterable, Sendable {
        case malformedFrame, oversizedFrame, truncatedFrame, wrongALPN, oldTLS, noTLS, resumption, noCertificate
        case foreignCertificate, peopleCertificate, expiredCertificate, revokedCertificate, slow

        var reason: CloseReason {
            switch self {
            case .malformedFrame: .malformedFrame
            case .oversizedFrame: .oversizedFrame
            case .truncatedFrame: .truncatedFrame
            case .wrongALPN: .wrongALPN
            case .oldTLS: .tlsFailure
            case .noTLS: .malformedHello
            case .resumption: .resumptionOffered
            case .noCertificate: .noCertificate
            case .foreignCertificate, .peopleCertificate: .certificateUntrusted
            case .expiredCertificate: .certificateExpired
            case .revokedCertificate: .certificateRevoked
            case .slow: .slowPeer
            }
        }
    }

    @Test(arguments: BadPeer.allCases)
    func `a bad peer's connection ends for its reason, and nobody else's`(peer: BadPeer) async throws {
        let good = try fixtures.agent(named: "d-zzzzzzzzzzzzzzzzzzzzzzzzzz")
        let bad = try fixtures.agent()
        let settings = try settings(peer, bad)
        let deadlines = Deadlines(handshake: .seconds(20), write: .milliseconds(50), shutdown: .milliseconds(10))
        try await RunningListener.run(
            fixtures,
            deadlines: deadlines,
            revoked: { peer == .revokedCertificate && $0.device == bad.agent.device },
            agents: { connection in
                guard peer == .slow, connection.agent.device == bad.agent.device else {
                    return try await RunningListener.echo(connection)
                }
                // More than any socket buffer holds, to a client that does not read.
                let block = [UInt8](repeating: 1, count: 2 << 20)
                while true { try await connection.channel.frames.send(block) }
            }
        ) { listener in
            let dialer = ChannelDialer(now: { Fixtures.now })
            try await dialer.connect(to: listener.address, trusting: listener.pin.authority.sha256, as: good) {
                channel in
                try await ping(channel, 1)
                let client = try await Self.misbehave(peer, listener.port, settings)
                #expect(await listener.ends.next() == peer.reason)
                client.cut()
                try await ping(channel, 2)
                let counts = listener.ends.counters.snapshot
                #expect(counts[reason: peer.reason] == 1)
                #expect(counts.current == 1)
            }
            await dialer.shutdown()
        }
    }

    private func settings(_ peer: BadPeer, _ bad: ChannelIdentity) throws -> RawClient.Settings {
        var identity: ChannelIdentity? = bad
        var settings = RawClient.Settings()
        switch peer {
        case .wrongALPN: settings.protocols = ["h2"]
        case .oldTLS: settings.maximum = .tlsv12
        case .noCertificate: identity = nil
        case .foreignCertificate: identity = try fixtures.agent(by: .make(name: "test agents", now: Fixtures.now))
        case .expiredCertificate:
            identity = try fixtures.agent(issuedAt: Fixtures.now.adding(seconds: -40 * 86_400))
        case .slow: settings.autoRead = false
        default: break
        }
        settings.certificateDER = identity?.certificateDER
        settings.keyPEM = identity?.key.pem
        guard peer == .peopleCertificate else { return settings }
        // The people's side has an authority of its own; what it issues opens nothing here.
        let people = try CertificateAuthority.make(name: "test people", now: Fixtures.now)
        let server = try people.issueServer(names: [try #require(ServerName("localhost"))], now: Fixtures.now)
        settings.certificateDER = server.chainDER[0]
        settings.keyPEM = server.keyPEM
        return settings
    }

    private static func misbehave(_ peer: BadPeer, _ port: Int, _ settings: RawClient.Settings) async throws
        -> RawClient
    {
        switch peer {
        case .noTLS:
            let client = try await RawClient.tcp(port: port)
            client.send(Array("GET / HTTP/1.1\r\n\r\n".utf8))
            return client
        case .resumption:
            let client = try await RawClient.tcp(port: port)
            client.send(HelloBytes.record(HelloBytes.hello(protocols: ["countersign/1"], extra: [(41, [0, 0])])))
            return client
        default: break
        }
        let client = try await RawClient.tls(port: port, settings)
        switch peer {
        case .malformedFrame: client.send([0, 0, 0, 1, 0xff])
        case .oversizedFrame: client.send([0x7f, 0xff, 0xff, 0xff])
        case .truncatedFrame:
            try await client.sent([0, 0, 0, 9, 1, 2])
            client.cut()
        case .slow:
            // Two reads: the server's handshake messages come in one or two pieces.
            client.read()
            client.read()
        default: break
        }
        return client
    }
}
