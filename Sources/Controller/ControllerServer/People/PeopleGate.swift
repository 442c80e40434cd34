import ControllerCore
import NIOCore
import Transport

/// What somebody may hold at the people's port before they have shown a session.
package struct StrangerLimits: Hashable, Sendable {
    /// Connections of one address (IPv6: of one /64) that have shown no session.
    package var connections: Int
    /// From the connection's start to the first whole request head, the handshake included.
    package var firstRequest: Duration
    /// From the connection's start to the first request with a session: sign-in takes two short requests.
    package var session: Duration

    package init(
        connections: Int = 128,
        firstRequest: Duration = .seconds(20),
        session: Duration = .seconds(60)
    ) {
        self.connections = connections
        self.firstRequest = firstRequest
        self.session = session
    }
}

/// Stands in each connection's pipeline behind HTTP and ends it where a stranger takes more than their share.
///
/// Without it, anybody could hold all places with silent connections, or with a body of a byte a minute.
final class PeopleGate: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Never

    private let gate: ConnectionGate
    private let limits: StrangerLimits
    private let strangers: StrangerDesk
    private var place: ConnectionGate.Place?
    private var request: Scheduled<Void>?
    private var session: Scheduled<Void>?

    init(_ gate: ConnectionGate, limits: StrangerLimits, strangers: StrangerDesk) {
        self.gate = gate
        self.limits = limits
        self.strangers = strangers
    }

    func handlerAdded(context: ChannelHandlerContext) {
        switch gate.enter(context.remoteAddress) {
        case .failure(let reason): end(reason, context)
        case .success(let place):
            self.place = place
            request = schedule(limits.firstRequest, .handshakeTimeout, context)
            session = schedule(limits.session, .tooManyUnauthenticated, context)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        request?.cancel()
        session?.cancel()
        place?.leave()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // The first part of HTTP that is read is a request's head.
        request?.cancel()
        request = nil
        context.fireChannelRead(data)
    }

    /// Somebody with a session has asked on this connection.
    static func prove(_ channel: any Channel) {
        channel.eventLoop.execute {
            guard let gate = try? channel.pipeline.syncOperations.handler(type: PeopleGate.self) else { return }
            gate.session?.cancel()
            gate.session = nil
            gate.place?.prove()
        }
    }

    private func schedule(
        _ duration: Duration,
        _ reason: CloseReason,
        _ context: ChannelHandlerContext
    ) -> Scheduled<Void> {
        context.eventLoop.assumeIsolated().scheduleTask(in: .init(duration)) { self.end(reason, context) }
    }

    private func end(_ reason: CloseReason, _ context: ChannelHandlerContext) {
        strangers.count(reason)
        context.channel.close(promise: nil)
    }
}
