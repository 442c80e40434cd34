package import Model
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization
package import TransparencyLog
import X509

/// The controller's port for agents: TLS 1.3, two protocols, every end of a connection counted.
///
/// Nothing that one connection does ends the listener or another connection.
package struct AgentListener: Sendable {
    /// An agent whose certificate is good, and its channel.
    package struct AgentConnection: Sendable {
        /// Who the certificate names.
        package let agent: AgentIdentity
        /// The peer's IP address.
        package let peerAddress: String
        /// The typed channel.
        package let channel: ControllerChannel
    }

    /// Somebody who wants a certificate and has proven nothing.
    package struct EnrolmentConnection: Sendable {
        /// The peer's IP address.
        package let peerAddress: String
        /// SHA-256 over the server certificate's DER, which a renewal's signature covers.
        package let serverCertificateSHA256: Digest
        /// The channel: send a hello, take one request, send one answer.
        package let channel: FrameChannel
    }

    private let configuration: ListenerConfiguration
    private let counters: ConnectionCounters
    private let verifier: AgentCertificateVerifier
    private let contexts: ServerContexts

    /// Makes a listener.
    ///
    /// - Parameters:
    ///   - now: the time at which certificates are judged.
    ///   - revoked: asked for each good certificate; while it waits, the handshake does.
    /// - Throws: `identity`.
    package init(
        configuration: ListenerConfiguration,
        counters: ConnectionCounters,
        now: @escaping @Sendable () -> Timestamp,
        revoked: @escaping @Sendable (AgentIdentity) async -> Bool
    ) throws(TransportError) {
        self.configuration = configuration
        self.counters = counters
        do {
            var authorities: [Certificate] = []
            for der in configuration.authoritiesDER {
                authorities.append(try Certificate.read(der, called: "authority's certificate"))
            }
            verifier = AgentCertificateVerifier(authorities: authorities, now: now, revoked: revoked)
        } catch {
            throw .identity(error)
        }
        do {
            contexts = try ServerContexts(
                identity: configuration.identity,
                authoritiesDER: configuration.authoritiesDER,
                shutdown: configuration.deadlines.shutdown
            )
        } catch {
            throw .identity(.unreadable("server's certificate chain or key"))
        }
    }

    /// Listens until the task is cancelled; then ends every connection and returns when all have ended.
    ///
    /// Each connection is served in a task of its own; it is ended when its closure returns or throws.
    /// - Parameter listening: told the port once the socket is bound.
    /// - Throws: `listener` when the address cannot be had or the socket dies.
    package func run(
        listening: @Sendable (Int) -> Void = { _ in },
        agents: @escaping @Sendable (AgentConnection) async throws -> Void,
        enrolment: @escaping @Sendable (EnrolmentConnection) async throws -> Void
    ) async throws(TransportError) {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: configuration.threads)
        let result = await listen(on: group, listening: listening) { channel in
            // Errors of one connection stay with it; its reason is counted.
            try? await channel.serve { channel in
                if let agent = channel.facts.agent {
                    try await agents(
                        AgentConnection(
                            agent: agent,
                            peerAddress: channel.facts.peerAddress,
                            channel: ControllerChannel(frames: channel)
                        )
                    )
                } else {
                    try await enrolment(
                        EnrolmentConnection(
                            peerAddress: channel.facts.peerAddress,
                            serverCertificateSHA256: channel.facts.serverCertificateSHA256,
                            channel: channel
                        )
                    )
                }
            }
        }
        try? await group.shutdownGracefully()
        try result.get()
    }

    private func listen(
        on group: MultiThreadedEventLoopGroup,
        listening: @Sendable (Int) -> Void,
        serve: @escaping @Sendable (FrameChannel) async -> Void
    ) async -> Result<Void, TransportError> {
        // Unbounded as a stream, bounded by the gate, which every connection here has passed.
        let (arrivals, arrive) = AsyncStream<FrameChannel>.makeStream()
        let gate = ConnectionGate(
            limit: configuration.connectionLimit,
            unprovenLimit: configuration.unauthenticatedLimit
        )
        let address = "\(configuration.host):\(configuration.port)"
        let socket: any Channel
        do {
            socket = try await ServerBootstrap(group: group)
                .serverChannelOption(.backlog, value: 4_096)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                // A channel keeps the buffers that it has read into: at the default of 64 KB each, one inventory report would
                // cost the controller that much for as long as the agent stays connected.
                .childChannelOption(
                    .recvAllocator,
                    value: AdaptiveRecvByteBufferAllocator(minimum: 512, initial: 1_024, maximum: 8_192)
                )
                .childChannelInitializer { channel in
                    prepare(channel, gate: gate) { arrive.yield($0) }
                }
                .bind(host: configuration.host, port: configuration.port)
                .get()
        } catch {
            return .failure(.listener(address))
        }
        socket.closeFuture.whenComplete { _ in arrive.finish() }
        listening(socket.localAddress?.port ?? configuration.port)
        await withTaskCancellationHandler {
            await withDiscardingTaskGroup { tasks in
                for await channel in arrivals {
                    tasks.addTask { await serve(channel) }
                }
                tasks.cancelAll()
            }
        } onCancel: {
            socket.close(promise: nil)
        }
        return Task.isCancelled ? .success(()) : .failure(.listener(address))
    }

    /// Builds a new connection's pipeline: ClientHello, (TLS, once the protocol is known,) frames.
    private func prepare(
        _ channel: any Channel,
        gate: ConnectionGate,
        established: @escaping @Sendable (FrameChannel) -> Void
    ) -> EventLoopFuture<Void> {
        let place: ConnectionGate.Place
        switch gate.enter(channel.remoteAddress) {
        case .success(let taken):
            place = taken
        case .failure(let reason):
            counters.countOpened()
            counters.countClosed(reason)
            channel.close(promise: nil)
            return channel.eventLoop.makeSucceededVoidFuture()
        }
        channel.closeFuture.whenComplete { _ in place.leave() }
        return channel.eventLoop.makeCompletedFuture {
            let record = ConnectionRecord()
            let frames = FrameHandler(
                role: .server(
                    certificateSHA256: configuration.identity.certificateSHA256,
                    now: verifier.now
                ),
                expected: nil,
                record: record,
                deadlines: configuration.deadlines,
                counters: counters
            ) { result in
                guard case .success(let channel) = result else { return }
                if channel.facts.agent != nil { place.prove() }
                established(channel)
            }
            let hello = ClientHelloHandler(record: record) { [contexts, verifier] chosen, context in
                frames.expect(chosen)
                let tls =
                    switch chosen {
                    case .agent: Self.mutualTLS(contexts.agent, verifier: verifier, record: record)
                    case .enrolment: NIOSSLServerHandler(context: contexts.enrolment)
                    }
                try context.pipeline.syncOperations.addHandler(tls, position: .after(context.handler))
            }
            try channel.pipeline.syncOperations.addHandlers([hello, frames])
        }
    }

    private static func mutualTLS(
        _ context: NIOSSLContext,
        verifier: AgentCertificateVerifier,
        record: ConnectionRecord
    ) -> NIOSSLServerHandler {
        NIOSSLServerHandler(context: context) { chain, promise in
            // An unstructured task because TLS waits for a promise; the handshake's deadline bounds the wait.
            promise.completeWithTask {
                switch await verifier.judge(certificateDER: try? chain.first?.toDERBytes()) {
                case .accepted(let agent):
                    record.accept(agent)
                    return .certificateVerified
                case .refused(let reason):
                    record.note(reason)
                    return .failed
                }
            }
        }
    }
}
