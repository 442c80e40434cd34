import ControllerCore
import Logging
import Model
import Transport
import Wire
import WireMessages

/// Sends what a device's session has decided, in order; the socket's back-pressure is the wait.
struct AgentWriter: Sendable {
    let channel: ControllerChannel
    let service: TenantService
    let logger: Logger

    /// What a session ends with when people have put its device away.
    private static let retired = "retired"

    func run(_ outbox: AsyncStream<SessionAction>) async throws {
        let builder = MessageBuilder(log: service.log, blobs: service.parts.blobs, tenant: service.tenant)
        for await action in outbox {
            guard try await performed(action, builder) else { return }
        }
    }

    /// Performs in a task of its own: what building a message takes is given back before the next one, maybe days later.
    private func performed(_ action: SessionAction, _ builder: MessageBuilder) async throws -> Bool {
        async let mayGoOn = perform(action, builder)
        return try await mayGoOn
    }

    /// False where the connection is to end.
    private func perform(_ action: SessionAction, _ builder: MessageBuilder) async throws -> Bool {
        switch action {
        case .observe(let note): await observe(note)
        case .sendEvidence(let id, let leaves, let from):
            try await channel.send(.evidence(try await builder.evidence(id: id, leaves: leaves, from: from)))
        case .sendDelivery(let order):
            try await deliver(order, builder)
        case .sendReceiptProof(let sequence, let leaf, let from):
            try await channel.send(
                .receiptProof(try await builder.receiptProof(sequence: sequence, leaf: leaf, from: from))
            )
        case .sendReceiptProblem(let sequence, let problem):
            var message = WireReceiptProof()
            message.sequence = sequence
            message.problem = problem.rawValue
            try await channel.send(.receiptProof(message))
        case .close(let reason):
            var goodbye = WireGoodbye()
            goodbye.reason = reason
            try await channel.send(.goodbye(goodbye))
            // A retired device's certificate is worth nothing from now on, also on the connection that it opened.
            channel.close(reason == Self.retired ? .certificateRevoked : .ended)
            return false
        case .hello, .log, .remember, .life, .flag, .wake: break  // performed by the service
        }
        return true
    }

    /// An order that no frame holds is named in the log: its people would wait for it in vain.
    private func deliver(_ order: SessionAction.Delivery, _ builder: MessageBuilder) async throws {
        do {
            try await channel.send(.delivery(try await builder.delivery(order)))
        } catch TransportError.frame(let error) {
            logger.error(
                "an order does not fit into a frame",
                metadata: ["tenant": "\(service.tenant)", "operation": "\(order.operation)", "error": "\(error)"]
            )
            throw TransportError.frame(error)
        }
    }

    /// A device may hold more of our log than we do, after a restore, or another tree, after worse.
    private func observe(_ note: String) async {
        do {
            try await service.log.observe(note: note)
        } catch let error as LogError {
            logger.error(
                "a device holds another log than this one",
                metadata: ["tenant": "\(service.tenant)", "finding": "\(error)"]
            )
        } catch {
            logger.error("checkpoint not compared", metadata: ["tenant": "\(service.tenant)", "error": "\(error)"])
        }
    }
}
