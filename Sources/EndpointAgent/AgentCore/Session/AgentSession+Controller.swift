import Model
import TransparencyLog
import Wire
import WireMessages

// What the controller sends.
extension AgentSession {
    mutating func controller(
        _ message: WireControllerMessage.OneOf_Message,
        now: Duration,
        _ actions: inout [AgentAction]
    ) {
        guard phase == .open else {
            greeting(message, &actions)
            return
        }
        switch message {
        case .hello:
            end(.unexpectedMessage("hello"), &actions)
        case .delivery(let delivery):
            relay(.delivery(delivery.id), .delivery(delivery), &actions)
        case .evidence(let evidence):
            relay(.evidence(evidence.id), .evidence(evidence), &actions)
        case .receiptProof(let proof):
            receiptProof(proof, now: now, &actions)
        case .inventoryAnswer(let answer):
            order(
                inventory.answered(sequence: answer.seq, accepted: answer.accepted, problem: answer.problem),
                &actions
            )
        case .ping(let ping):
            var pong = WirePong()
            pong.nonce = ping.nonce
            send(.pong(pong), &actions)
        case .pong:
            break
        case .goodbye(let goodbye):
            end(.goodbye(Self.word(goodbye)), &actions)
        }
    }

    /// The reason as it may be shown: one word of ours.
    private static func word(_ goodbye: WireGoodbye) -> String {
        Keyword(goodbye.reason)?.text ?? "no reason"
    }

    private mutating func greeting(
        _ message: WireControllerMessage.OneOf_Message,
        _ actions: inout [AgentAction]
    ) {
        switch message {
        case .hello(let hello):
            guard ProtocolVersion.accepts(hello.version) else {
                end(.version(hello.version), &actions)
                return
            }
            phase = .open
            inventory.opened(controllerHash: hello.inventoryHash)
            actions.append(.connected(onHold: hello.onHold))
        case .goodbye(let goodbye):
            end(.goodbye(Self.word(goodbye)), &actions)
        default:
            end(.unexpectedMessage("message before the hello"), &actions)
        }
    }

    /// Hands a message to the executor, unless more wait than an honest controller sends.
    private mutating func relay(
        _ purpose: ExecutorQueue.Purpose,
        _ request: WireExecutorRequest.OneOf_Request,
        _ actions: inout [AgentAction]
    ) {
        guard executor.relays < AgentLimits.relays else {
            end(.unexpectedMessage("further message to the executor"), &actions)
            return
        }
        executor.put(purpose, request)
    }

    private mutating func receiptProof(_ proof: WireReceiptProof, now: Duration, _ actions: inout [AgentAction]) {
        guard proof.problem.isEmpty else {
            spool.problem(proof.problem, sequence: proof.sequence, now: now)
            return
        }
        guard spool.awaitsProof(proof.sequence) else {
            // Nobody asked. The status tells a controller that lost track what is proven.
            send(.status(status), &actions)
            return
        }
        relay(.receiptProof(sequence: proof.sequence), .receiptProof(proof), &actions)
    }
}
