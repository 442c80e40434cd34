import Model
import NIOCore
import NIOSSL
import NIOTLS
import TransparencyLog
import Wire

/// Turns a connection's bytes into frames, watches its deadlines and ends it for exactly one counted reason.
///
/// The last handler of both ends' pipelines. Frames leave through a ``FrameQueue`` and a ``FrameChannel`` rather than
/// through `NIOAsyncChannel`, which needs a task per connection from its first byte: here a connection that has proven
/// nothing costs no task, and one that dies unread leaves nothing behind.
final class FrameHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = [UInt8]
    typealias OutboundOut = ByteBuffer

    /// What ``FrameChannel`` asks for across threads.
    enum Command: Sendable {
        case close(CloseReason)
        case resume
    }

    /// Which end this is, and what is still to be learnt about it.
    enum Role {
        /// The protocol follows from the ClientHello; `now` is the time at which certificates are judged.
        case server(certificateSHA256: Digest, now: @Sendable () -> Timestamp)
        case client
    }

    private let role: Role
    private let record: ConnectionRecord
    private let deadlines: Deadlines
    private let counters: ConnectionCounters
    private let queue = FrameQueue()
    private let established: (Result<FrameChannel, CloseReason>) -> Void

    /// The protocol that the peer must have agreed to; nil at the server until the ClientHello is read.
    private var expected: ChannelProtocol?
    private var decoder = FrameDecoder(limit: 0)
    private var isEstablished = false
    private var isClosing = false
    private var isCounted = false
    private var isPaused = false
    private var readHeld = false
    private var lastFrame = NIODeadline.now()
    private var pendingWrites = 0
    private var lastWrite = NIODeadline.now()
    private var handshakeTimer: Scheduled<Void>?
    private var idleTimer: Scheduled<Void>?
    private var writeTimer: Scheduled<Void>?
    private var certificateTimer: Scheduled<Void>?

    /// Makes a handler; `established` is called once on the event loop, with the channel or the reason why there is none.
    init(
        role: Role,
        expected: ChannelProtocol?,
        record: ConnectionRecord,
        deadlines: Deadlines,
        counters: ConnectionCounters,
        established: @escaping (Result<FrameChannel, CloseReason>) -> Void
    ) {
        self.role = role
        self.expected = expected
        self.record = record
        self.deadlines = deadlines
        self.counters = counters
        self.established = established
    }

    /// Says which protocol the ClientHello asks for.
    func expect(_ channelProtocol: ChannelProtocol) {
        expected = channelProtocol
    }

    // MARK: Life

    func handlerAdded(context: ChannelHandlerContext) {
        counters.countOpened()
        handshakeTimer = context.eventLoop.assumeIsolated().scheduleTask(in: .init(deadlines.handshake)) {
            self.close(.handshakeTimeout, context: context)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        end()
    }

    func channelInactive(context: ChannelHandlerContext) {
        if !isClosing { deliverRest() }
        end()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let reason = reason(for: error)
        guard reason == .peerClosed, !isClosing else {
            close(reason, context: context)
            return
        }
        deliverRest()
        close(decoder.buffered > 0 ? .truncatedFrame : .peerClosed, context: context)
    }

    private func close(_ reason: CloseReason, context: ChannelHandlerContext) {
        record.note(reason)
        guard !isClosing else { return }
        isClosing = true
        cancelTimers()
        queue.finish()
        context.close(promise: nil)
    }

    /// Counts the end, once, whatever brought it about.
    private func end() {
        guard !isCounted else { return }
        isCounted = true
        isClosing = true
        cancelTimers()
        record.note(decoder.buffered > 0 ? .truncatedFrame : .peerClosed)
        let reason = record.reason ?? .peerClosed
        queue.finish()
        counters.countClosed(reason)
        if !isEstablished { established(.failure(reason)) }
    }

    private func cancelTimers() {
        handshakeTimer?.cancel()
        idleTimer?.cancel()
        writeTimer?.cancel()
        certificateTimer?.cancel()
        (handshakeTimer, idleTimer, writeTimer, certificateTimer) = (nil, nil, nil, nil)
    }

    private func reason(for error: any Error) -> CloseReason {
        if error is IOError || error is ChannelError { return .peerClosed }
        if let error = error as? NIOSSLError, error == .uncleanShutdown { return .peerClosed }
        // BoringSSL has no typed code in NIOSSL's interface; the word only decides which counter goes up.
        if case .server = role, String(describing: error).contains("PEER_DID_NOT_RETURN_A_CERTIFICATE") {
            return .noCertificate
        }
        return .tlsFailure
    }

    // MARK: Handshake

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted(let negotiated)? = event as? TLSUserEvent {
            handshakeCompleted(negotiated, context: context)
        }
        context.fireUserInboundEventTriggered(event)
    }

    private func handshakeCompleted(_ negotiated: String?, context: ChannelHandlerContext) {
        guard !isClosing, !isEstablished else { return }
        guard let expected, negotiated == expected.rawValue else {
            close(.wrongALPN, context: context)
            return
        }
        guard let tls = try? context.pipeline.syncOperations.handler(type: NIOSSLHandler.self),
            tls.tlsVersion == .tlsv13
        else {
            close(.tlsFailure, context: context)
            return
        }
        let presented = (try? tls.peerCertificate?.toDERBytes()).map { Digest(sha256Of: $0) }
        let facts: ChannelFacts
        switch role {
        case .server(let certificateSHA256, _):
            let agent = record.agent
            // TLS has demanded the certificate and the callback judged it; this is the second lock on the same door.
            guard expected == .enrolment || (agent != nil && agent?.certificateSHA256 == presented) else {
                close(.noCertificate, context: context)
                return
            }
            facts = ChannelFacts(
                channelProtocol: expected,
                peerAddress: context.remoteAddress?.ipAddress ?? "",
                agent: expected == .agent ? agent : nil,
                serverCertificateSHA256: certificateSHA256
            )
        case .client:
            guard let presented else {
                close(.serverUntrusted, context: context)
                return
            }
            facts = ChannelFacts(
                channelProtocol: expected,
                peerAddress: context.remoteAddress?.ipAddress ?? "",
                agent: nil,
                serverCertificateSHA256: presented
            )
        }
        establish(facts, context: context)
    }

    private func establish(_ facts: ChannelFacts, context: ChannelHandlerContext) {
        isEstablished = true
        handshakeTimer?.cancel()
        handshakeTimer = nil
        let limit: Int
        if case .server = role {
            limit = facts.channelProtocol.inboundLimit(atServer: true)
        } else {
            limit = facts.channelProtocol.inboundLimit(atServer: false)
        }
        decoder = FrameDecoder(limit: limit)
        lastFrame = .now()
        watchIdle(context: context)
        counters.countEstablished()
        watchCertificate(facts, context: context)
        established(.success(FrameChannel(channel: context.channel, queue: queue, record: record, facts: facts)))
    }

    // MARK: Inbound frames

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isClosing, isEstablished else { return }
        unwrapInboundIn(data).withUnsafeReadableBytes { decoder.push($0) }
        deliver(context: context)
    }

    func read(context: ChannelHandlerContext) {
        if isPaused {
            readHeld = true
        } else {
            context.read()
        }
    }

    /// Moves whole frames to the queue until it is full; what is left waits in the decoder, and the socket with it.
    private func deliver(context: ChannelHandlerContext) {
        do {
            while true {
                guard queue.hasRoom() else {
                    isPaused = true
                    return
                }
                guard let frame = try decoder.next() else { return }
                lastFrame = .now()
                queue.put(frame)
            }
        } catch {
            switch error {
            case .oversized: close(.oversizedFrame, context: context)
            default: close(.malformedFrame, context: context)
            }
        }
    }

    /// Hands over the whole frames that came before the peer's close.
    private func deliverRest() {
        guard isEstablished else { return }
        while let frame = try? decoder.next() { queue.put(frame) }
    }

    private func resume(context: ChannelHandlerContext) {
        guard isPaused, !isClosing else { return }
        isPaused = false
        lastFrame = .now()
        deliver(context: context)
        if !isPaused, readHeld {
            readHeld = false
            context.read()
        }
    }

    private func watchIdle(context: ChannelHandlerContext) {
        let allowed = TimeAmount(deadlines.idle)
        // A peer that we keep waiting is not idle.
        let deadline = (isPaused ? .now() : lastFrame) + allowed
        idleTimer = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            guard !self.isClosing else { return }
            if self.isPaused || NIODeadline.now() < self.lastFrame + allowed {
                self.watchIdle(context: context)
            } else {
                self.close(.idleTimeout, context: context)
            }
        }
    }

    /// Ends the connection with the certificate that opened it (RFC 5280 §4.1.2.5: its last second counts).
    private func watchCertificate(_ facts: ChannelFacts, context: ChannelHandlerContext) {
        guard case .server(_, let now) = role, let agent = facts.agent else { return }
        let left = agent.notAfter.seconds(since: now())
        // Whole seconds: the one after the last is the first in which it has expired.
        let wait = min(Duration.seconds(max(0, left) &+ 1), deadlines.certificate)
        certificateTimer = context.eventLoop.assumeIsolated().scheduleTask(in: .init(wait)) {
            guard !self.isClosing else { return }
            if now() > agent.notAfter {
                self.close(.certificateExpired, context: context)
            } else {
                self.watchCertificate(facts, context: context)
            }
        }
    }

    // MARK: Outbound frames

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !isClosing else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        let payload = unwrapOutboundIn(data)
        var buffer = context.channel.allocator.buffer(capacity: WireLimits.lengthBytes + payload.count)
        buffer.writeInteger(UInt32(truncatingIfNeeded: payload.count))
        buffer.writeBytes(payload)

        let written = promise ?? context.eventLoop.makePromise(of: Void.self)
        if pendingWrites == 0 { lastWrite = .now() }
        pendingWrites += 1
        written.futureResult.assumeIsolated().whenComplete { _ in
            self.pendingWrites -= 1
            self.lastWrite = .now()
        }
        if writeTimer == nil { watchWrites(context: context) }
        context.write(wrapOutboundOut(buffer), promise: written)
    }

    private func watchWrites(context: ChannelHandlerContext) {
        let allowed = TimeAmount(deadlines.write)
        writeTimer = context.eventLoop.assumeIsolated().scheduleTask(deadline: lastWrite + allowed) {
            guard !self.isClosing else { return }
            self.writeTimer = nil
            guard self.pendingWrites > 0 else { return }
            if NIODeadline.now() < self.lastWrite + allowed {
                self.watchWrites(context: context)
            } else {
                self.close(.slowPeer, context: context)
            }
        }
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        switch event as? Command {
        case .close(let reason):
            close(reason, context: context)
            promise?.succeed()
        case .resume:
            resume(context: context)
            promise?.succeed()
        case nil:
            context.triggerUserOutboundEvent(event, promise: promise)
        }
    }
}
