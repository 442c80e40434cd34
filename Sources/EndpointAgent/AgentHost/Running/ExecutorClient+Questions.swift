internal import Wire
package import WireMessages

extension ExecutorClient {
    /// Who this device is and where its controllers are.
    package func identity() async throws -> WireIdentity {
        guard case .identity(let identity) = try await ask(.identity(WireIdentityRequest())) else {
            throw AgentHostError.executorAnswer
        }
        return identity
    }

    /// What a device that has no certificate needs to enrol.
    func enrolmentTicket() async throws -> WireEnrolmentTicket {
        guard case .enrolmentTicket(let ticket) = try await ask(.enrolmentTicket(WireEnrolmentTicketRequest())) else {
            throw AgentHostError.executorAnswer
        }
        return ticket
    }

    /// The one enrolment statement, made and signed by the executor.
    func enrolmentStatement(_ request: WireEnrolmentStatementRequest) async throws -> WireSignedStatement {
        guard case .enrolmentStatement(let signed) = try await ask(.enrolmentStatement(request)) else {
            throw AgentHostError.executorAnswer
        }
        return signed
    }

    /// The certificate is on disk: the executor may forget the token.
    func confirmEnrolment() async throws {
        _ = try await ask(.enrolmentConfirmed(WireEnrolmentConfirmed()))
    }

    private func ask(
        _ member: WireExecutorRequest.OneOf_Request
    ) async throws -> WireExecutorMessage.OneOf_Message {
        let answer = try await request(WireExecutorRequest(member))
        switch answer.message {
        case .failure(let failure): throw AgentHostError.executor(code: failure.code, detail: failure.detail)
        case nil: throw AgentHostError.executorAnswer
        case .some(let message): return message
        }
    }
}
