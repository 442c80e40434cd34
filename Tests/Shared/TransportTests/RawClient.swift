import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A client below the level of frames, for what our own client never does.
struct RawClient: Sendable {
    /// What a TLS client is made of.
    struct Settings: Sendable {
        var protocols: [String] = ["countersign/1"]
        var maximum: TLSVersion = .tlsv13
        var certificateDER: [UInt8]?
        var keyPEM: String?
        var autoRead = true
    }

    private let channel: any Channel
    private let received: Collector

    /// Bytes that the peer sent, after TLS if there is any.
    var bytes: [UInt8] { received.bytes.withLock { $0 } }

    /// Opens a TCP connection, nothing more.
    static func tcp(port: Int) async throws -> RawClient {
        let received = Collector()
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(CollectingHandler(received))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        return RawClient(channel: channel, received: received)
    }

    /// Opens a TLS connection; the handshake runs on its own.
    static func tls(port: Int, _ settings: Settings) async throws -> RawClient {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateVerification = .none
        configuration.trustRoots = .certificates([])
        configuration.applicationProtocols = settings.protocols
        configuration.maximumTLSVersion = settings.maximum
        if let der = settings.certificateDER, let pem = settings.keyPEM {
            configuration.certificateChain = [.certificate(try .init(bytes: der, format: .der))]
            configuration.privateKey = .privateKey(try .init(bytes: Array(pem.utf8), format: .pem))
        }
        let context = try NIOSSLContext(configuration: configuration)
        let received = Collector()
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelOption(.autoRead, value: settings.autoRead)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let tls = try NIOSSLClientHandler(context: context, serverHostname: nil)
                    try channel.pipeline.syncOperations.addHandlers([tls, CollectingHandler(received)])
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        return RawClient(channel: channel, received: received)
    }

    /// Sends bytes; what becomes of them is the peer's to show.
    func send(_ bytes: [UInt8]) {
        channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
    }

    /// Sends bytes and returns when the socket has taken them.
    func sent(_ bytes: [UInt8]) async throws {
        try await channel.writeAndFlush(ByteBuffer(bytes: bytes))
    }

    /// Reads once, where reading is not automatic.
    func read() { channel.read() }

    /// Cuts the connection without the end of TLS.
    func cut() { channel.close(mode: .all, promise: nil) }

    /// Waits for the connection's end.
    func closed() async throws { try await channel.closeFuture.get() }

    /// The TLS version agreed on.
    func version() async throws -> TLSVersion? {
        try await channel.nioSSL_tlsVersion().get()
    }
}

/// Where a raw client keeps what it received.
final class Collector: Sendable {
    let bytes = Mutex<[UInt8]>([])
}

private final class CollectingHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let collector: Collector

    init(_ collector: Collector) { self.collector = collector }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        collector.bytes.withLock { $0.append(contentsOf: buffer.readableBytesView) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
