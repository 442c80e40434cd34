import Model
import NIOCore
import NIOPosix
import NIOSSL
import Transport

/// What a round trip over TLS 1.3 on loopback costs: two event loops, nothing above TLS.
enum ChannelFloor {
    /// Milliseconds of one round trip of messages of a size, the middle of many.
    static func roundTrip(bytes: Int = 1_500, runs: Int = 400) async throws -> Double {
        let now = BenchClock.now()
        let authority = try CertificateAuthority.make(name: "floor", now: now)
        let server = try authority.issueServer(names: [ServerName("localhost")].compactMap { $0 }, now: now)
        var serverTLS = TLSConfiguration.makeServerConfiguration(
            certificateChain: try server.chainDER.map { .certificate(try .init(bytes: $0, format: .der)) },
            privateKey: .privateKey(try .init(bytes: Array(server.keyPEM.utf8), format: .pem))
        )
        serverTLS.minimumTLSVersion = .tlsv13
        var clientTLS = TLSConfiguration.makeClientConfiguration()
        clientTLS.minimumTLSVersion = .tlsv13
        clientTLS.trustRoots = .certificates([try .init(bytes: authority.certificateDER, format: .der)])
        let (serverContext, clientContext) = (
            try NIOSSLContext(configuration: serverTLS), try NIOSSLContext(configuration: clientTLS)
        )
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let listener = try await ServerBootstrap(group: group)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers([
                        NIOSSLServerHandler(context: serverContext), Echo(),
                    ])
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let done = group.any().makePromise(of: [Double].self)
        let client = try await ClientBootstrap(group: group)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers([
                        NIOSSLClientHandler(context: clientContext, serverHostname: "localhost"),
                        Asker(bytes: bytes, rounds: runs, done: done),
                    ])
                }
            }
            .connect(host: "127.0.0.1", port: listener.localAddress?.port ?? 0).get()
        let samples = try await done.futureResult.get()
        try await client.close()
        try await listener.close()
        try await group.shutdownGracefully()
        return Spread(samples).median
    }
}

private final class Echo: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        context.writeAndFlush(data, promise: nil)
    }
}

private final class Asker: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let bytes: Int
    private let rounds: Int
    private let done: EventLoopPromise<[Double]>
    private var samples: [Double] = []
    private var missing = 0
    private var start = ContinuousClock.now

    init(bytes: Int, rounds: Int, done: EventLoopPromise<[Double]>) {
        self.bytes = bytes
        self.rounds = rounds
        self.done = done
    }

    func channelActive(context: ChannelHandlerContext) {
        ask(context)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        missing -= unwrapInboundIn(data).readableBytes
        guard missing == 0 else { return }
        samples.append(Timing.milliseconds(since: start))
        // The first one carried the handshake.
        guard samples.count <= rounds else { return done.succeed(Array(samples.dropFirst())) }
        ask(context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        done.fail(error)
        context.close(promise: nil)
    }

    private func ask(_ context: ChannelHandlerContext) {
        missing = bytes
        start = .now
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(repeating: 0x61, count: bytes)), promise: nil)
    }
}
