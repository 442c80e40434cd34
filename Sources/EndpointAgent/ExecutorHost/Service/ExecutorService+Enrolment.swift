import ExecutorCore
import FoundationEssentials
import Model
import SSHSIG
import Synchronization
import TransparencyLog
import Trust
import Wire
import WireMessages

extension ExecutorService {
    func identityAnswer() throws -> WireExecutorMessage {
        var answer = WireIdentity()
        answer.status = try status()
        answer.controllers = controllers()
        answer.privacyAllow = state.withLock { $0.trust.root.privacyAllow }
        answer.enrolled = try parts.store.identity()?.token == nil
        return WireExecutorMessage(.identity(answer))
    }

    /// Token, addresses and authorities for the agent: the token as long as the device has no certificate.
    func enrolmentTicket() throws -> WireExecutorMessage {
        guard let token = try parts.store.identity()?.token else {
            return .failure("enrolled", "this device has enrolled; its token is gone")
        }
        var ticket = WireEnrolmentTicket()
        ticket.tenant = identity.tenant.text
        ticket.device = identity.device.text
        ticket.token = .init(token)
        ticket.controllers = controllers()
        return WireExecutorMessage(.enrolmentTicket(ticket))
    }

    /// Makes the one enrolment statement, or gives the one that was made: on disk before it is answered.
    func enrolmentStatement(_ order: WireEnrolmentStatementRequest) throws -> WireExecutorMessage {
        try state.withLock { state in
            if let made = try parts.store.enrolment() {
                return WireExecutorMessage(
                    .enrolmentStatement(SignedText(statement: made.statement.bytes, signature: made.signature).wire)
                )
            }
            guard let agentKey = try? SSHPublicKey(line: order.agentKey), let csr = Digest(bytes: order.csrSha256),
                let identity = try parts.store.identity(),
                let made = EnrolmentWriter(identity: identity, root: state.trust.current.reference)
                    .statement(agentKey: agentKey, csrSha256: csr, issued: parts.now())
            else {
                return .failure("malformed", "no token, or a key that may not serve as the agent's")
            }
            try parts.store.keep(enrolment: made.text, signature: made.signature)
            return WireExecutorMessage(
                .enrolmentStatement(SignedText(statement: made.text.bytes, signature: made.signature).wire)
            )
        }
    }

    func confirmEnrolment() throws -> WireExecutorMessage {
        try parts.store.confirmEnrolment()
        return try identityAnswer()
    }

    func privilegedFactsAnswer() -> WireExecutorMessage {
        var facts = WirePrivilegedFacts()
        facts.facts = parts.privilegedFacts()
        return WireExecutorMessage(.privilegedFacts(facts))
    }

    private func controllers() -> [WireControllerAddress] {
        state.withLock { state in
            state.trust.root.controllers.map { controller in
                var address = WireControllerAddress()
                address.address = controller.address
                address.caSha256 = controller.caSHA256.wire
                return address
            }
        }
    }
}
