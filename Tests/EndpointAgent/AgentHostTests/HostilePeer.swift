import NIOCore
import NIOPosix
import NIOSSL
import Transport

/// What answers at an address in the trust root, and is no good.
enum HostilePeer: CaseIterable, Sendable {
    /// Hangs up as soon as somebody connects.
    case hangsUp
    /// Speaks something that is no TLS.
    case speaksHTTP
    /// Takes the connection and says nothing.
    case saysNothing
    /// Speaks TLS; its certificate leads elsewhere.
    case otherAuthority
    /// Ends the channel once it has the agent's hello.
    case closesAfterHello
    /// A frame that is no message.
    case garbage
    /// A frame that announces two gigabytes.
    case hugeFrame
    /// A frame that ends in its middle.
    case closesInFrame
    /// A frame of which one byte comes, then silence.
    case stopsInFrame

    /// The bytes after the agent's hello; nil where TLS is not got that far.
    var answer: [UInt8]? {
        switch self {
        case .hangsUp, .speaksHTTP, .saysNothing, .otherAuthority: nil
        case .closesAfterHello: []
        case .garbage: [0, 0, 0, 6, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]
        case .hugeFrame: [0x7F, 0xFF, 0xFF, 0xFF, 1, 2, 3]
        case .closesInFrame: [0, 0, 1, 0, 8, 1]
        case .stopsInFrame: [0, 0, 1, 0, 8]
        }
    }

    /// Whether it ends the connection once it has said its say.
    var closes: Bool {
        switch self {
        case .hangsUp, .speaksHTTP, .closesAfterHello, .closesInFrame: true
        case .saysNothing, .otherAuthority, .garbage, .hugeFrame, .stopsInFrame: false
        }
    }

    /// Listens on a port of the loopback interface while the body runs.
    ///
    /// - Parameters:
    ///   - identity: the certificate shown; another authority's for `otherAuthority`.
    ///   - visits: one element for each connection.
    func run(
        identity: ServerIdentity,
        visits: AsyncStream<Void>.Continuation,
        _ body: @Sendable (Int) async throws -> Void
    ) async throws {
        let context = try Self.context(identity)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let listener = try await ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                visits.yield(())
                return channel.eventLoop.makeCompletedFuture {
                    let handler = HostilePeerHandler(self)
                    guard self != .hangsUp, self != .speaksHTTP, self != .saysNothing else {
                        return try channel.pipeline.syncOperations.addHandler(handler)
                    }
                    try channel.pipeline.syncOperations.addHandlers([NIOSSLServerHandler(context: context), handler])
                }
            }
            .bind(host: "127.0.0.1", port: 0)
            .get()
        let result: Result<Void, any Error>
        do { result = .success(try await body(listener.localAddress?.port ?? 0)) } catch { result = .failure(error) }
        try? await group.shutdownGracefully()
        try result.get()
    }

    private static func context(_ identity: ServerIdentity) throws -> NIOSSLContext {
        let chain = try identity.chainDER.map {
            NIOSSLCertificateSource.certificate(try .init(bytes: $0, format: .der))
        }
        let key = NIOSSLPrivateKeySource.privateKey(try .init(bytes: Array(identity.keyPEM.utf8), format: .pem))
        var configuration = TLSConfiguration.makeServerConfiguration(certificateChain: chain, privateKey: key)
        configuration.minimumTLSVersion = .tlsv13
        configuration.applicationProtocols = ["countersign/1"]
        return try NIOSSLContext(configuration: configuration)
    }
}

/// Says the peer's say once, when the agent has spoken, or at once where the agent waits.
private final class HostilePeerHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let peer: HostilePeer
    private var hasSpoken = false

    init(_ peer: HostilePeer) { self.peer = peer }

    func channelActive(context: ChannelHandlerContext) {
        if peer == .hangsUp { context.close(promise: nil) }
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !hasSpoken else { return }
        hasSpoken = true
        let bytes = peer == .speaksHTTP ? Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8) : peer.answer ?? []
        let context = NIOLoopBound(context, eventLoop: context.eventLoop)
        let peer = peer
        let written = context.value.eventLoop.makePromise(of: Void.self)
        written.futureResult.whenComplete { _ in
            if peer.closes { context.value.close(promise: nil) }
        }
        context.value.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: written)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
