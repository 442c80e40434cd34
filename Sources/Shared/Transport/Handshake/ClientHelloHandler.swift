import NIOCore

/// Reads a connection's ClientHello before TLS does and puts the matching TLS handler behind itself.
///
/// The agents' port serves two protocols with different demands: `countersign/1` must not proceed without a certificate,
/// `countersign-enrol/1` has none. A TLS context decides that before ALPN is known, so the choice is made here. The other
/// way, asking everybody for an optional certificate and closing agents without one after the handshake, would turn the
/// strictest rule of this port into an afterthought of ours; so TLS itself demands the certificate, and the negotiated
/// protocol and the certificate are looked at once more after the handshake.
///
/// Resumption is refused here as well: NIOSSL cannot switch session tickets off, and a resumed session would skip the
/// certificate's verification and so outlive a revocation. Our agents keep no sessions and never offer one.
final class ClientHelloHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// Installs TLS behind the given context's handler.
    private let install: (ChannelProtocol, ChannelHandlerContext) throws -> Void
    private let record: ConnectionRecord
    private var seen: [UInt8] = []
    private var needed = 0
    private var decided = false

    init(
        record: ConnectionRecord,
        install: @escaping (ChannelProtocol, ChannelHandlerContext) throws -> Void
    ) {
        self.record = record
        self.install = install
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !decided else {
            context.fireChannelRead(data)
            return
        }
        seen.append(contentsOf: unwrapInboundIn(data).readableBytesView)
        guard seen.count >= needed else { return }
        switch ClientHello.peek(seen) {
        case .incomplete(let needed):
            self.needed = needed
        case .malformed:
            refuse(.malformedHello, alert: .decodeError, context: context)
        case .complete(let hello) where hello.offersResumption:
            refuse(.resumptionOffered, alert: .handshakeFailure, context: context)
        case .complete(let hello):
            let ours = ChannelProtocol.allCases.filter { hello.protocols.contains(Array($0.rawValue.utf8)) }
            guard ours.count == 1, let chosen = ours.first else {
                refuse(.wrongALPN, alert: .noApplicationProtocol, context: context)
                return
            }
            proceed(chosen, context: context)
        }
    }

    private func proceed(_ chosen: ChannelProtocol, context: ChannelHandlerContext) {
        decided = true
        do {
            try install(chosen, context)
        } catch {
            refuse(.tlsFailure, alert: .handshakeFailure, context: context)
            return
        }
        context.fireChannelRead(wrapInboundOut(ByteBuffer(bytes: seen)))
        context.fireChannelReadComplete()
        seen = []
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }

    private func refuse(_ reason: CloseReason, alert: Alert, context: ChannelHandlerContext) {
        decided = true
        seen = []
        record.note(reason)
        context.writeAndFlush(NIOAny(ByteBuffer(bytes: alert.record)), promise: nil)
        context.close(promise: nil)
    }
}

/// A fatal alert before any key is agreed (RFC 8446 §6), so that the peer's log says more than "closed".
private enum Alert: UInt8 {
    case handshakeFailure = 40
    case decodeError = 50
    case noApplicationProtocol = 120

    var record: [UInt8] {
        [21, 3, 3, 0, 2, 2, rawValue]
    }
}
