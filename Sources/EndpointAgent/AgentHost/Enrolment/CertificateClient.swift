internal import AgentCore
internal import FoundationEssentials
package import Model
package import SSHSIG
internal import SwiftProtobuf
internal import TransparencyLog
package import Transport
internal import Wire
internal import WireMessages

/// Gets the channel's certificates: the first with the executor's token, later ones by the agent's own key.
package struct CertificateClient: Sendable {
    private let dialer: ChannelDialer
    private let files: AgentFiles
    private let now: @Sendable () -> Timestamp

    package init(
        dialer: ChannelDialer,
        files: AgentFiles,
        now: @escaping @Sendable () -> Timestamp = ProcessFacts.now
    ) {
        self.dialer = dialer
        self.files = files
        self.now = now
    }

    /// Enrols the device: key, request and agent key are on disk before anybody hears of them, the certificate before the
    /// executor is told.
    ///
    /// After a crash at any point the same statement goes to the controller again, which answers with another certificate.
    package func enrol(
        with executor: ExecutorClient,
        connecting controllers: [ControllerEndpoint]
    ) async throws -> ChannelIdentity {
        let ticket = try await executor.enrolmentTicket()
        let signer: Ed25519Signer
        if let kept = try files.signer() {
            signer = kept
        } else {
            signer = Ed25519Signer()
            try files.keep(signer)
        }
        let request: AgentFiles.Request
        if let kept = try files.request() {
            request = kept
        } else {
            let key = ChannelKey()
            request = AgentFiles.Request(key: key, der: try key.request())
            try files.keep(request)
        }
        var question = WireEnrolmentStatementRequest()
        question.agentKey = signer.publicKey.line
        question.csrSha256 = Digest(sha256Of: request.der).wire
        var order = WireEnrolmentOrder()
        order.token = ticket.token
        order.csr = Data(request.der)
        order.enrolment = try await executor.enrolmentStatement(question)
        let message = WireEnrolmentRequest(.enrol(order))
        let certificate = try await exchange(controllers) { _, _ in message }
        let identity = try check(certificate, key: request.key, tenant: ticket.tenant, device: ticket.device)
        try files.keep(identity)
        try await executor.confirmEnrolment()
        try files.forgetRequest()
        return identity
    }

    /// Gets another certificate for a device that is enrolled, also when the last one has ended.
    package func renew(
        tenant: TenantID,
        device: DeviceID,
        signer: Ed25519Signer,
        connecting controllers: [ControllerEndpoint]
    ) async throws -> ChannelIdentity {
        let key = ChannelKey()
        let csr = try key.request()
        let certificate = try await exchange(controllers) { nonce, serverCertificate in
            guard
                let order = RenewalRequest.make(
                    tenant: tenant,
                    device: device,
                    csr: csr,
                    nonce: nonce,
                    serverCertificateSHA256: serverCertificate,
                    signer: signer
                )
            else { throw AgentHostError.answer("a nonce of \(nonce.count) bytes") }
            return WireEnrolmentRequest(.renew(order))
        }
        let identity = try check(certificate, key: key, tenant: tenant.text, device: device.text)
        try files.keep(identity)
        return identity
    }

    /// One request to the first controller that can be reached; a refusal is an answer and ends the search.
    private func exchange(
        _ controllers: [ControllerEndpoint],
        _ request: @Sendable (_ nonce: [UInt8], _ serverCertificate: Digest) throws -> WireEnrolmentRequest
    ) async throws -> [UInt8] {
        var failure: any Error = AgentHostError.noController
        for controller in controllers {
            do {
                return try await dialer.connectForEnrolment(
                    to: controller.address,
                    trusting: controller.authoritySHA256
                ) { frames in
                    let limit = WireLimits.enrolmentAnswer
                    guard let hello = try await frames.next(WireEnrolmentHello.self, limit: limit) else {
                        throw TransportError.closed(frames.closeReason ?? .peerClosed)
                    }
                    let message = try request([UInt8](hello.nonce), frames.facts.serverCertificateSHA256)
                    try await frames.send(message, limit: WireLimits.enrolmentRequest)
                    guard let answer = try await frames.next(WireEnrolmentAnswer.self, limit: limit) else {
                        throw TransportError.closed(frames.closeReason ?? .peerClosed)
                    }
                    guard answer.code.isEmpty else {
                        throw AgentHostError.refused(code: Keyword(answer.code)?.text ?? "malformed")
                    }
                    guard let certificate = answer.certificates.first else {
                        throw AgentHostError.answer("no certificate")
                    }
                    return [UInt8](certificate)
                }
            } catch let error as TransportError {
                failure = controller.explained(error, now: now())
            }
        }
        throw failure
    }

    private func check(
        _ certificate: [UInt8],
        key: ChannelKey,
        tenant: String,
        device: String
    ) throws -> ChannelIdentity {
        let identity = try ChannelIdentity(certificateDER: certificate, key: key)
        guard identity.agent.tenant.text == tenant, identity.agent.device.text == device else {
            throw AgentHostError.answer("a certificate for another device")
        }
        return identity
    }
}
