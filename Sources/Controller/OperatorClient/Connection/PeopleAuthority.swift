import NIOCore
import NIOPosix
import NIOSSL
package import TransparencyLog

/// First contact: finds the authority that the person named by digest in what the server shows.
///
/// Nothing is sent over this connection. Everything afterwards goes through a client that trusts this authority and
/// nothing else.
package enum PeopleAuthority {
    /// The DER of the certificate with this digest.
    ///
    /// - Throws: `unreachable`, or `authorityMismatch` if the server shows no such certificate.
    package static func fetch(
        host: String,
        port: Int,
        sha256: TransparencyLog.Digest
    ) async throws(ClientError) -> [UInt8] {
        let url = "https://\(host):\(port)"
        let chain: [[UInt8]]
        do {
            chain = try await shownChain(host: host, port: port)
        } catch {
            throw .unreachable(url: url, cause: ConnectionCause.text(error))
        }
        guard let authority = chain.first(where: { TransparencyLog.Digest(sha256Of: $0) == sha256 }) else {
            throw .authorityMismatch(
                url: url,
                expected: sha256,
                presented: chain.map { TransparencyLog.Digest(sha256Of: $0) }
            )
        }
        return authority
    }

    private static func shownChain(host: String, port: Int) async throws -> [[UInt8]] {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv13
        configuration.applicationProtocols = ["http/1.1"]
        let context = try NIOSSLContext(configuration: configuration)
        let isAddress = (try? SocketAddress(ipAddress: host, port: port)) != nil
        let group = MultiThreadedEventLoopGroup.singleton
        let shown = group.any().makePromise(of: [[UInt8]].self)
        let channel: any Channel
        do {
            channel = try await ClientBootstrap(group: group)
                .connectTimeout(.seconds(10))
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let handler = try NIOSSLClientHandler(
                            context: context,
                            serverHostname: isAddress ? nil : host,
                            customVerificationCallback: { certificates, verdict in
                                shown.succeed(certificates.compactMap { try? $0.toDERBytes() })
                                verdict.succeed(.certificateVerified)
                            }
                        )
                        try channel.pipeline.syncOperations.addHandlers(handler, HandshakeWatch(shown))
                    }
                }
                .connect(host: host, port: port)
                .get()
        } catch {
            shown.fail(error)
            throw error
        }
        let timeout = channel.eventLoop.scheduleTask(in: .seconds(10)) {
            shown.fail(ChannelError.connectTimeout(.seconds(10)))
        }
        defer {
            timeout.cancel()
            channel.close(promise: nil)
        }
        return try await shown.futureResult.get()
    }
}

/// Ends the wait when the server hangs up before it showed anything.
private final class HandshakeWatch: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer

    private let shown: EventLoopPromise<[[UInt8]]>

    init(_ shown: EventLoopPromise<[[UInt8]]>) {
        self.shown = shown
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        shown.fail(error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        shown.fail(ChannelError.eof)
    }
}
