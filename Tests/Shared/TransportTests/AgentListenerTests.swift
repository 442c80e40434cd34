import Crypto
import FoundationEssentials
import Model
import NIOSSL
import SwiftProtobuf
import Testing
import TransparencyLog
import Wire
import WireMessages
import X509

@testable import Transport

@Suite(.timeLimit(.minutes(1))) struct AgentListenerTests {
    private let fixtures: Fixtures

    init() throws {
        fixtures = try Fixtures()
    }

    private func settings(_ identity: ChannelIdentity, autoRead: Bool = true) -> RawClient.Settings {
        var settings = RawClient.Settings()
        settings.certificateDER = identity.certificateDER
        settings.keyPEM = identity.key.pem
        settings.autoRead = autoRead
        return settings
    }

    /// Waits until the server has answered something, which it does only for a peer that it accepted.
    private static func pong(_ listener: RunningListener, as identity: ChannelIdentity) async throws {
        let dialer = ChannelDialer(now: { Fixtures.now })
        let answer = try await dialer.connect(
            to: listener.address,
            trusting: listener.pin.authority.sha256,
            as: identity
        ) { channel in
            try await channel.send(.ping(.with { $0.nonce = 77 }))
            return try await channel.next()
        }
        #expect(answer == .pong(.with { $0.nonce = 77 }))
        await dialer.shutdown()
    }

    @Test func `messages sent together arrive one by one, in order`() async throws {
        let identity = try fixtures.agent()
        try await RunningListener.run(fixtures, agents: { try await RunningListener.echo($0) }) { listener in
            let dialer = ChannelDialer(now: { Fixtures.now })
            let answers = try await dialer.connect(
                to: listener.address,
                trusting: listener.pin.authority.sha256,
                as: identity
            ) { channel in
                try await channel.send([])
                try await channel.send((1...20).map { nonce in .ping(.with { $0.nonce = nonce }) })
                var answers: [WireControllerMessage.Member?] = []
                for _ in 1...20 { answers.append(try await channel.next()) }
                return answers
            }
            #expect(answers == (1...20).map { nonce in .pong(.with { $0.nonce = nonce }) })
            await dialer.shutdown()
        }
    }

    @Test func `an agent with a good certificate is known by name and answered`() async throws {
        let identity = try fixtures.agent()
        let (seen, see) = AsyncStream<AgentListener.AgentConnection>.makeStream()
        try await RunningListener.run(
            fixtures,
            agents: { connection in
                see.yield(connection)
                try await RunningListener.echo(connection)
            }
        ) { listener in
            try await Self.pong(listener, as: identity)
            var connections = seen.makeAsyncIterator()
            let connection = try #require(await connections.next())
            #expect(connection.agent.tenant.text == "acme")
            #expect(connection.agent == identity.agent)
            #expect(connection.peerAddress == "127.0.0.1")
            #expect(await listener.ends.next() == .peerClosed)
            let counts = listener.ends.counters.snapshot
            #expect(counts.opened == 1)
            #expect(counts.established == 1)
            #expect(counts.current == 0)
        }
    }

    @Test func `both ends know the same server certificate and enrolment needs none of the client's`() async throws {
        let (digests, tell) = AsyncStream<TransparencyLog.Digest>.makeStream()
        try await RunningListener.run(
            fixtures,
            enrolment: { connection in
                tell.yield(connection.serverCertificateSHA256)
                try await RunningListener.enrol(connection)
            }
        ) { listener in
            let dialer = ChannelDialer(now: { Fixtures.now })
            let (nonce, code, digest) = try await dialer.connectForEnrolment(
                to: listener.address,
                trusting: listener.pin.authority.sha256
            ) { channel in
                let hello = try await channel.next(WireEnrolmentHello.self, limit: 1_024)
                try await channel.send(WireEnrolmentRequest(.renew(.with { $0.tenant = "acme" })), limit: 1_024)
                let answer = try await channel.next(WireEnrolmentAnswer.self, limit: 1_024)
                return (hello?.nonce, answer?.code, channel.facts.serverCertificateSHA256)
            }
            #expect(nonce == Data([1, 2, 3]))
            #expect(code == "no")
            var iterator = digests.makeAsyncIterator()
            #expect(await iterator.next() == digest)
            await dialer.shutdown()
        }
    }

    @Test(arguments: [["h2"], [], ["countersign/2"], ["countersign/1", "countersign-enrol/1"]])
    func `a client with another protocol is closed before TLS`(protocols: [String]) async throws {
        try await RunningListener.run(fixtures) { listener in
            var settings = RawClient.Settings()
            settings.protocols = protocols
            let client = try await RawClient.tls(port: listener.port, settings)
            #expect(await listener.ends.next() == .wrongALPN)
            try await client.closed()
            #expect(listener.ends.counters.snapshot[reason: .wrongALPN] == 1)
            #expect(listener.ends.counters.snapshot.established == 0)
        }
    }

    @Test func `a TLS 1·2 client is refused on both protocols`() async throws {
        try await RunningListener.run(fixtures) { listener in
            for name in ChannelProtocol.allCases {
                var settings = RawClient.Settings()
                settings.protocols = [name.rawValue]
                settings.maximum = .tlsv12
                let client = try await RawClient.tls(port: listener.port, settings)
                #expect(await listener.ends.next() == .tlsFailure)
                try await client.closed()
            }
            #expect(listener.ends.counters.snapshot[reason: .tlsFailure] == 2)
        }
    }

    @Test func `TLS 1·3 is what is agreed on`() async throws {
        let identity = try fixtures.agent()
        let (seen, see) = AsyncStream<Void>.makeStream()
        try await RunningListener.run(
            fixtures,
            agents: { connection in
                see.yield()
                _ = try await connection.channel.next()
            }
        ) { [settings = settings(identity)] listener in
            let client = try await RawClient.tls(port: listener.port, settings)
            var iterator = seen.makeAsyncIterator()
            _ = await iterator.next()
            #expect(try await client.version() == .tlsv13)
            client.cut()
            #expect(await listener.ends.next() == .peerClosed)
        }
    }

    @Test func `a client without a certificate is refused by TLS itself`() async throws {
        try await RunningListener.run(fixtures) { listener in
            let client = try await RawClient.tls(port: listener.port, RawClient.Settings())
            #expect(await listener.ends.next() == .noCertificate)
            try await client.closed()
            #expect(listener.ends.counters.snapshot.established == 0)
        }
    }

    @Test func `certificates that are foreign, expired, early or revoked are refused for that reason`() async throws {
        let foreign = try fixtures.agent(by: .make(name: "test agents", now: Fixtures.now))
        let expired = try fixtures.agent(issuedAt: Fixtures.now.adding(seconds: -40 * 86_400))
        let early = try fixtures.agent(issuedAt: Fixtures.now.adding(seconds: 2 * 86_400))
        let revoked = try fixtures.agent()
        let good = try fixtures.agent()
        try await RunningListener.run(
            fixtures,
            revoked: { $0.serial == revoked.agent.serial && $0.device == revoked.agent.device }
        ) { listener in
            let cases: [(ChannelIdentity, CloseReason)] = [
                (foreign, .certificateUntrusted), (expired, .certificateExpired), (early, .certificateExpired),
                (revoked, .certificateRevoked),
            ]
            for (identity, reason) in cases {
                let dialer = ChannelDialer(now: { Fixtures.now })
                // The client's own handshake may be over before the server refuses: no answer comes either way.
                let answer = try? await dialer.connect(
                    to: listener.address,
                    trusting: listener.pin.authority.sha256,
                    as: identity
                ) { channel in try await channel.next() }
                #expect(answer == .some(nil) || answer == nil)
                #expect(await listener.ends.next() == reason)
                await dialer.shutdown()
            }
            #expect(listener.ends.counters.snapshot[reason: .certificateExpired] == 2)
            #expect(listener.ends.counters.snapshot.established == 0)
            try await Self.pong(listener, as: good)
        }
    }

    @Test func `certificates for another purpose or without an agent's name are refused`() async throws {
        let server = try fixtures.server(["localhost"])
        let key = P256.Signing.PrivateKey()
        let names: [[GeneralName]] = [
            [.dnsName("localhost")], [.uniformResourceIdentifier("countersign:acme:nobody")],
            [.uniformResourceIdentifier("countersign:acme:\(fixtures.device.text):more")],
            [
                .uniformResourceIdentifier("countersign:acme:\(fixtures.device.text)"),
                .uniformResourceIdentifier("countersign:other:\(fixtures.device.text)"),
            ],
        ]
        var cases: [(der: [UInt8], pem: String, reason: CloseReason)] = [
            (server.chainDER[0], server.keyPEM, .certificatePurpose)
        ]
        for names in names {
            let issued = try fixtures.authority.issue(
                key: key.publicKey,
                commonName: "x",
                usage: .clientAuth,
                names: names,
                now: Fixtures.now,
                seconds: 3_600
            )
            cases.append((issued.der, key.pemRepresentation, .certificateName))
        }
        try await RunningListener.run(fixtures) { [cases] listener in
            for (der, pem, reason) in cases {
                var settings = RawClient.Settings()
                settings.certificateDER = der
                settings.keyPEM = pem
                let client = try await RawClient.tls(port: listener.port, settings)
                #expect(await listener.ends.next() == reason)
                try await client.closed()
            }
            #expect(listener.ends.counters.snapshot[reason: .certificateName] == 4)
        }
    }

    @Test(
        arguments: [
            ([0x7f, 0xff, 0xff, 0xff], .oversizedFrame), ([0x80, 0, 0, 0, 1], .oversizedFrame),
            ([0, 0x20, 0, 1], .oversizedFrame), ([0, 0, 0, 0], .malformedFrame), ([0, 0, 0, 1, 0xff], .malformedFrame),
            ([0, 0, 0, 3, 0xc2, 0x0c, 0], .malformedFrame),
        ] as [([UInt8], CloseReason)]
    )
    func `a bad frame ends its connection and is counted`(bytes: [UInt8], reason: CloseReason) async throws {
        let identity = try fixtures.agent()
        try await RunningListener.run(fixtures) { [settings = settings(identity)] listener in
            let client = try await RawClient.tls(port: listener.port, settings)
            client.send(bytes)
            #expect(await listener.ends.next() == reason)
            try await client.closed()
            #expect(listener.ends.counters.snapshot[reason: reason] == 1)
            try await Self.pong(listener, as: identity)
        }
    }

    @Test func `a stream that ends inside a frame is counted as truncated`() async throws {
        let identity = try fixtures.agent()
        try await RunningListener.run(fixtures) { [settings = settings(identity)] listener in
            let client = try await RawClient.tls(port: listener.port, settings)
            try await client.sent([0, 0, 0, 9, 1, 2])
            client.cut()
            #expect(await listener.ends.next() == .truncatedFrame)
        }
    }

    @Test func `an enrolment request past 16 KiB is refused on its length alone`() async throws {
        try await RunningListener.run(fixtures) { listener in
            var settings = RawClient.Settings()
            settings.protocols = ["countersign-enrol/1"]
            let client = try await RawClient.tls(port: listener.port, settings)
            client.send([0, 0, 0x40, 0x01])
            #expect(await listener.ends.next() == .oversizedFrame)
            try await client.closed()
        }
    }

    @Test func `bytes that are no TLS are refused at once`() async throws {
        try await RunningListener.run(fixtures) { listener in
            let client = try await RawClient.tcp(port: listener.port)
            client.send(Array("GET / HTTP/1.1\r\n\r\n".utf8))
            #expect(await listener.ends.next() == .malformedHello)
            try await client.closed()
            #expect(client.bytes == [21, 3, 3, 0, 2, 2, 50])
        }
    }

    @Test func `a client that wants to resume a session is refused`() async throws {
        try await RunningListener.run(fixtures) { listener in
            let client = try await RawClient.tcp(port: listener.port)
            client.send(HelloBytes.record(HelloBytes.hello(protocols: ["countersign/1"], extra: [(41, [0, 0])])))
            #expect(await listener.ends.next() == .resumptionOffered)
            try await client.closed()
            #expect(client.bytes == [21, 3, 3, 0, 2, 2, 40])
        }
    }

    @Test(arguments: [[], [22], [22, 3, 1, 2, 0, 1]] as [[UInt8]])
    func `a client that says nothing or stops in its hello runs into the deadline`(bytes: [UInt8]) async throws {
        let deadlines = Deadlines(handshake: .milliseconds(50), shutdown: .milliseconds(10))
        try await RunningListener.run(fixtures, deadlines: deadlines) { listener in
            let client = try await RawClient.tcp(port: listener.port)
            client.send(bytes)
            #expect(await listener.ends.next() == .handshakeTimeout)
            try await client.closed()
        }
    }

    @Test func `a revocation check that hangs runs into the handshake's deadline`() async throws {
        let identity = try fixtures.agent()
        let (never, finish) = AsyncStream<Void>.makeStream()
        let deadlines = Deadlines(handshake: .milliseconds(300), shutdown: .milliseconds(10))
        try await RunningListener.run(
            fixtures,
            deadlines: deadlines,
            revoked: { _ in
                for await _ in never {}
                return false
            }
        ) { [settings = settings(identity)] listener in
            let client = try await RawClient.tls(port: listener.port, settings)
            #expect(await listener.ends.next() == .handshakeTimeout)
            try await client.closed()
            finish.finish()
        }
    }

    @Test func `an agent that sends no whole frame is closed as idle, even when it trickles`() async throws {
        let identity = try fixtures.agent()
        let deadlines = Deadlines(handshake: .seconds(20), idle: .milliseconds(50), shutdown: .milliseconds(10))
        try await RunningListener.run(fixtures, deadlines: deadlines) { [settings = settings(identity)] listener in
            let client = try await RawClient.tls(port: listener.port, settings)
            client.send([0, 0, 1, 0, 1])
            #expect(await listener.ends.next() == .idleTimeout)
            try await client.closed()
        }
    }

    @Test func `an agent that takes nothing is closed as slow`() async throws {
        let identity = try fixtures.agent()
        let deadlines = Deadlines(handshake: .seconds(20), write: .milliseconds(50), shutdown: .milliseconds(10))
        let (thrown, tell) = AsyncStream<TransportError>.makeStream()
        try await RunningListener.run(
            fixtures,
            deadlines: deadlines,
            agents: { connection in
                _ = try await connection.channel.next()
                // More than any socket buffer holds, to a client that has stopped reading.
                let block = [UInt8](repeating: 1, count: 2 << 20)
                do {
                    while true { try await connection.channel.frames.send(block) }
                } catch let error as TransportError {
                    tell.yield(error)
                }
            }
        ) { [settings = settings(identity, autoRead: false)] listener in
            let client = try await RawClient.tls(port: listener.port, settings)
            // Two reads: the server's handshake messages come in one or two pieces.
            client.read()
            client.read()
            client.send([0, 0, 0, 2, 0x4a, 0])
            #expect(await listener.ends.next() == .slowPeer)
            var iterator = thrown.makeAsyncIterator()
            #expect(await iterator.next() == .closed(.slowPeer))
            client.cut()
        }
    }

    @Test func `an error in the code that serves one agent leaves the listener alone`() async throws {
        struct Fault: Error {}
        let identity = try fixtures.agent()
        try await RunningListener.run(
            fixtures,
            agents: { connection in
                let message = try await connection.channel.next()
                if case .goodbye? = message { throw Fault() }
                try await connection.channel.send(.pong(.with { $0.nonce = 77 }))
            }
        ) { listener in
            let dialer = ChannelDialer(now: { Fixtures.now })
            let answer = try await dialer.connect(
                to: listener.address,
                trusting: listener.pin.authority.sha256,
                as: identity
            ) { channel in
                try await channel.send(.goodbye(.with { $0.reason = "test" }))
                return try await channel.next()
            }
            #expect(answer == nil)
            #expect(await listener.ends.next() == .aborted)
            await dialer.shutdown()
            try await Self.pong(listener, as: identity)
        }
    }

    @Test func `connections past the bounds are refused and places are given back`() async throws {
        try await RunningListener.run(fixtures, connectionLimit: 3, unauthenticatedLimit: 2) { listener in
            let first = try await RawClient.tcp(port: listener.port)
            let second = try await RawClient.tcp(port: listener.port)
            let third = try await RawClient.tcp(port: listener.port)
            try await third.closed()
            #expect(await listener.ends.next() == .tooManyUnauthenticated)
            first.cut()
            second.cut()
            #expect(await listener.ends.next() == .peerClosed)
            #expect(await listener.ends.next() == .peerClosed)
            try await Self.pong(listener, as: listener.pin.agent())
        }
    }

    @Test func `many frames arrive in order though the reader is late`() async throws {
        let identity = try fixtures.agent()
        let (gate, open) = AsyncStream<Void>.makeStream()
        let (found, tell) = AsyncStream<[UInt64]>.makeStream()
        try await RunningListener.run(
            fixtures,
            agents: { connection in
                for await _ in gate { break }
                var nonces: [UInt64] = []
                while nonces.count < 200, let message = try await connection.channel.next(),
                    case .ping(let ping) = message
                {
                    nonces.append(ping.nonce)
                }
                tell.yield(nonces)
                try await connection.channel.send(.pong(.with { $0.nonce = 1 }))
            }
        ) { listener in
            let dialer = ChannelDialer(now: { Fixtures.now })
            let answer = try await dialer.connect(
                to: listener.address,
                trusting: listener.pin.authority.sha256,
                as: identity
            ) { channel in
                for nonce in 1...200 as ClosedRange<UInt64> {
                    try await channel.send(.ping(.with { $0.nonce = nonce }))
                }
                open.yield()
                return try await channel.next()
            }
            #expect(answer == .pong(.with { $0.nonce = 1 }))
            var iterator = found.makeAsyncIterator()
            #expect(await iterator.next() == Array(1...200))
            await dialer.shutdown()
        }
    }

    @Test func `cancelling the listener ends its connections`() async throws {
        let identity = try fixtures.agent()
        let (seen, see) = AsyncStream<Void>.makeStream()
        let (ends, tell) = AsyncStream<Ends>.makeStream()
        try await RunningListener.run(
            fixtures,
            agents: { connection in
                see.yield()
                _ = try await connection.channel.next()
            }
        ) { [settings = settings(identity)] listener in
            tell.yield(listener.ends)
            _ = try await RawClient.tls(port: listener.port, settings)
            var iterator = seen.makeAsyncIterator()
            _ = await iterator.next()
        }
        var iterator = ends.makeAsyncIterator()
        let counted = try #require(await iterator.next())
        #expect(counted.counters.snapshot[reason: .cancelled] == 1)
        #expect(counted.counters.snapshot.current == 0)
    }
}
