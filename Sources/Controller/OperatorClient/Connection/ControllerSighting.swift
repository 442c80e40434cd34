import Glibc
import Model
import NIOCore
import NIOPosix
import NIOSSL
import TransparencyLog

/// What a controller shows to somebody who trusts nothing yet: its certificates, and the time it thinks it is.
///
/// Only a request without any secret goes over this connection, and what comes back serves to name a cause, never to trust.
enum ControllerSighting {
    /// Dials, waits at most some seconds for each step, and says what came of it.
    static func look(host: String, port: Int) async -> DoctorFacts.Contact {
        let address = "\(host):\(port)"
        do {
            let shown = try await shown(host: host, port: port)
            guard let leaf = shown.chain.first else {
                return .noTLS(address: address, cause: "it shows no certificate")
            }
            return .seen(
                DoctorFacts.Sighting(
                    address: address,
                    chain: shown.chain.map { TransparencyLog.Digest(sha256Of: $0.der) },
                    notBefore: leaf.notBefore,
                    notAfter: leaf.notAfter,
                    clock: shown.clock
                )
            )
        } catch let error as NIOConnectionError {
            guard let first = error.connectionErrors.first?.error else { return .nameUnknown(host: host) }
            return contact(first, address)
        } catch {
            return .noTLS(address: address, cause: ConnectionCause.text(error))
        }
    }

    /// Why not even a connection came about.
    static func contact(_ error: any Error, _ address: String) -> DoctorFacts.Contact {
        switch error {
        case let error as IOError where error.errnoCode == ECONNREFUSED: .refused(address: address)
        case let error as IOError where error.errnoCode == ETIMEDOUT: .silent(address: address)
        case ChannelError.connectTimeout: .silent(address: address)
        default: .failed(address: address, cause: ConnectionCause.text(error))
        }
    }

    fileprivate struct Shown: Sendable {
        struct Certificate: Sendable {
            let der: [UInt8]
            let notBefore: Timestamp
            let notAfter: Timestamp
        }

        var chain: [Certificate] = []
        var clock: Timestamp?
    }

    private static func shown(host: String, port: Int) async throws -> Shown {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv13
        configuration.applicationProtocols = ["http/1.1"]
        let context = try NIOSSLContext(configuration: configuration)
        let isAddress = (try? SocketAddress(ipAddress: host, port: port)) != nil
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        let promise = loop.makePromise(of: Shown.self)
        let request = "GET /v1/tenants HTTP/1.1\r\nHost: \(host):\(port)\r\nConnection: close\r\n\r\n"
        let channel: any Channel
        do {
            channel = try await ClientBootstrap(group: loop)
                .connectTimeout(.seconds(5))
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let reader = AnswerReader(promise, request: request)
                        let box = NIOLoopBound(reader, eventLoop: channel.eventLoop)
                        let handler = try NIOSSLClientHandler(
                            context: context,
                            serverHostname: isAddress ? nil : host,
                            customVerificationCallback: { certificates, verdict in
                                box.value.shown.chain = certificates.compactMap { Shown.Certificate($0) }
                                verdict.succeed(.certificateVerified)
                            }
                        )
                        try channel.pipeline.syncOperations.addHandlers(handler, reader)
                    }
                }
                .connect(host: host, port: port)
                .get()
        } catch {
            promise.fail(error)
            throw error
        }
        // What was shown until then counts, even if nothing more comes.
        let timeout = loop.scheduleTask(in: .seconds(5)) { channel.close(promise: nil) }
        defer {
            timeout.cancel()
            channel.close(promise: nil)
        }
        return try await promise.futureResult.get()
    }
}

extension ControllerSighting.Shown.Certificate {
    init?(_ certificate: NIOSSLCertificate) {
        guard let der = try? certificate.toDERBytes() else { return nil }
        self.init(
            der: der,
            notBefore: Timestamp(seconds: Int64(certificate.notValidBefore)),
            notAfter: Timestamp(seconds: Int64(certificate.notValidAfter))
        )
    }
}

/// Sends the one request and keeps of the answer its `Date`.
private final class AnswerReader: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Headers that are longer are not read on.
    private static let limit = 16_384

    // Owned by the event loop, like the handler.
    var shown = ControllerSighting.Shown()
    private var bytes: [UInt8] = []
    private let promise: EventLoopPromise<ControllerSighting.Shown>
    private let request: String

    init(_ promise: EventLoopPromise<ControllerSighting.Shown>, request: String) {
        self.promise = promise
        self.request = request
    }

    func channelActive(context: ChannelHandlerContext) {
        // The TLS handler keeps it until the handshake is done.
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: request)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        bytes.append(contentsOf: unwrapInboundIn(data).readableBytesView.prefix(Self.limit))
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.contains("\r\n\r\n") || bytes.count >= Self.limit else { return }
        shown.clock = HTTPDate.find(inHeadersOf: text)
        promise.succeed(shown)
        context.close(promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if shown.chain.isEmpty { promise.fail(error) } else { promise.succeed(shown) }
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        if shown.chain.isEmpty { promise.fail(ChannelError.eof) } else { promise.succeed(shown) }
    }
}

/// The `Date` of an HTTP answer (RFC 9110 §5.6.7, the one form that is still made).
enum HTTPDate {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    static func find(inHeadersOf text: String) -> Timestamp? {
        let lines = text.split(separator: "\r\n").prefix { !$0.isEmpty }
        let line = lines.first { $0.lowercased().hasPrefix("date:") }
        return line.flatMap { parse(String($0.dropFirst(5))) }
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`.
    static func parse(_ text: String) -> Timestamp? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let month = months.firstIndex(of: String(parts[2])) else {
            return nil
        }
        let number = month + 1
        return Timestamp("\(parts[3])-\(number < 10 ? "0" : "")\(number)-\(parts[1])T\(parts[4])Z")
    }
}
