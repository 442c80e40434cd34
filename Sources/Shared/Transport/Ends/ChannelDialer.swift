package import Model
import NIOCore
import NIOPosix
import NIOSSL
package import TransparencyLog

/// The agent's side: dials a controller, trusts exactly one pinned authority, and hands over the channel.
///
/// It owns one thread for all of its connections; ``shutdown()`` ends it.
package final class ChannelDialer: Sendable {
    private let group: MultiThreadedEventLoopGroup
    private let deadlines: Deadlines
    private let counters: ConnectionCounters
    private let now: @Sendable () -> Timestamp

    /// Makes a dialer; `now` is the time at which the server's certificate is judged.
    package init(
        deadlines: Deadlines = Deadlines(),
        counters: ConnectionCounters = ConnectionCounters(),
        now: @escaping @Sendable () -> Timestamp
    ) {
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        self.deadlines = deadlines
        self.counters = counters
        self.now = now
    }

    /// Ends the dialer's thread; connections still open are closed.
    package func shutdown() async {
        try? await group.shutdownGracefully()
    }

    /// Connects as an agent, runs `body` with the channel and ends the connection.
    ///
    /// In TLS 1.3 this end is done before the server has judged the certificate: only the server's first message says that
    /// it was accepted. A refused agent sees the connection end without one.
    /// - Throws: `unreachable`, `closed`, `identity`, or what `body` throws.
    package func connect<Success: Sendable>(
        to address: ServerAddress,
        trusting authority: Digest,
        as identity: ChannelIdentity,
        _ body: (AgentChannel) async throws -> Success
    ) async throws -> Success {
        let channel = try await open(address, authority: authority, channelProtocol: .agent, identity: identity)
        return try await channel.serve { try await body(AgentChannel(frames: $0)) }
    }

    /// Connects to enrol or to renew, runs `body` with the channel and ends the connection.
    ///
    /// - Throws: as ``connect(to:trusting:as:_:)``.
    package func connectForEnrolment<Success: Sendable>(
        to address: ServerAddress,
        trusting authority: Digest,
        _ body: (FrameChannel) async throws -> Success
    ) async throws -> Success {
        let channel = try await open(address, authority: authority, channelProtocol: .enrolment, identity: nil)
        return try await channel.serve(body)
    }

    private func open(
        _ address: ServerAddress,
        authority: Digest,
        channelProtocol: ChannelProtocol,
        identity: ChannelIdentity?
    ) async throws -> FrameChannel {
        let tls: NIOSSLContext
        do {
            tls = try Self.context(channelProtocol, identity: identity, deadlines: deadlines)
        } catch {
            throw TransportError.identity(.unreadable("agent's certificate or key"))
        }
        let verifier = ServerCertificateVerifier(authoritySHA256: authority, server: address.host, now: now)
        let bootstrap = ClientBootstrap(group: group)
            .connectTimeout(.init(deadlines.handshake))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
        let opened: EventLoopFuture<FrameChannel>
        do {
            opened = try await bootstrap.connect(host: address.host.description, port: address.port) {
                [deadlines, counters] channel in
                channel.eventLoop.makeCompletedFuture {
                    // One record a socket: a name with several addresses is tried on several.
                    let record = ConnectionRecord()
                    let promise = channel.eventLoop.makePromise(of: FrameChannel.self)
                    let frames = FrameHandler(
                        role: .client,
                        expected: channelProtocol,
                        record: record,
                        deadlines: deadlines,
                        counters: counters
                    ) { promise.completeWith($0.mapError(TransportError.closed)) }
                    do {
                        let handler = try Self.handler(tls, server: address.host, verifier: verifier, record: record)
                        try channel.pipeline.syncOperations.addHandlers([handler, frames])
                    } catch {
                        promise.fail(error)
                        throw error
                    }
                    return promise.futureResult
                }
            }
        } catch {
            throw TransportError.unreachable(address)
        }
        return try await withTaskCancellationHandler {
            try await opened.get()
        } onCancel: {
            opened.whenSuccess { $0.close(.cancelled) }
        }
    }

    private static func context(
        _ channelProtocol: ChannelProtocol,
        identity: ChannelIdentity?,
        deadlines: Deadlines
    ) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv13
        configuration.applicationProtocols = [channelProtocol.rawValue]
        configuration.shutdownTimeout = .init(deadlines.shutdown)
        // No root of the system's counts. The callback of `handler` judges chain and name; this mode makes TLS call it.
        configuration.trustRoots = .certificates([])
        configuration.certificateVerification = .noHostnameVerification
        if let identity {
            configuration.certificateChain = [.certificate(try .init(bytes: identity.certificateDER, format: .der))]
            configuration.privateKey = .privateKey(try .init(bytes: Array(identity.key.pem.utf8), format: .pem))
        }
        return try NIOSSLContext(configuration: configuration)
    }

    private static func handler(
        _ context: NIOSSLContext,
        server: ServerName,
        verifier: ServerCertificateVerifier,
        record: ConnectionRecord
    ) throws -> NIOSSLClientHandler {
        // Server name indication carries DNS names only (RFC 6066 §3).
        let indication: String? = if case .dns(let name) = server { name } else { nil }
        return try NIOSSLClientHandler(context: context, serverHostname: indication) { chain, promise in
            // An unstructured task because TLS waits for a promise; the handshake's deadline bounds the wait.
            promise.completeWithTask {
                // One more than is looked at, so that a longer chain is seen to be longer.
                let count = ServerCertificateVerifier.chainLimit + 1
                let chainDER = (try? chain.prefix(count).map { try $0.toDERBytes() }) ?? []
                if await verifier.accepts(chainDER: chainDER) {
                    return .certificateVerified
                }
                record.note(.serverUntrusted)
                return .failed
            }
        }
    }
}
