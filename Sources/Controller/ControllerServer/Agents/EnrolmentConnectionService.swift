import ControllerCore
import FoundationEssentials
import Model
import Synchronization
import TransparencyLog
import Transport
import Wire
import WireMessages

/// Serves one connection of `countersign-enrol/1`: a nonce out, one request in, one answer out.
///
/// Its caller has proven nothing, so everything is bounded before it is looked at.
final class EnrolmentConnectionService: Sendable {
    private let tenants: TenantDirectory
    private let strangers: StrangerDesk
    private let authority: CertificateAuthority
    private let clock: @Sendable () -> Timestamp
    private let limits = Mutex(Limits())

    private struct Limits {
        /// An office behind one address enrols its computers in one go.
        var addresses = RateLimiter<String>(burst: 120)
        var tokens = RateLimiter<Digest>(burst: 120)
        var devices = RateLimiter<DeviceID>(burst: 8)
    }

    init(
        tenants: TenantDirectory,
        strangers: StrangerDesk,
        authority: CertificateAuthority,
        clock: @escaping @Sendable () -> Timestamp
    ) {
        self.tenants = tenants
        self.strangers = strangers
        self.authority = authority
        self.clock = clock
    }

    func serve(_ connection: AgentListener.EnrolmentConnection) async throws {
        let channel = connection.channel
        let now = clock()
        guard limits.withLock({ $0.addresses.take(connection.peerAddress, now: now) }) else {
            strangers.count(.rate)
            return
        }
        var random = SystemRandomNumberGenerator()
        let nonce = BearerSecret.make(random: &random).bytes
        var hello = WireEnrolmentHello()
        hello.nonce = Data(nonce)
        try await channel.send(hello, limit: WireLimits.enrolmentAnswer)
        guard let request = try await channel.next(member: WireEnrolmentRequest.self) else { return }
        let result: Result<IssuedCertificate, EnrolmentRefusal>
        switch request {
        case .enrol(let order): result = await enrol(order)
        case .renew(let order):
            result = await renew(order, nonce: nonce, server: connection.serverCertificateSHA256)
        }
        var answer = WireEnrolmentAnswer()
        switch result {
        case .success(let certificate):
            answer.certificates = [Data(certificate.der), Data(authority.certificateDER)]
        case .failure(let refusal):
            strangers.count(Self.failure(refusal, isRenewal: request.isRenewal))
            answer.code = refusal.code
        }
        try await channel.send(answer, limit: WireLimits.enrolmentAnswer)
    }

    private static func failure(_ refusal: EnrolmentRefusal, isRenewal: Bool) -> StrangerCounter.Failure {
        if isRenewal { return .renewal }
        return switch refusal {
        case .tokenUnknown, .tokenExpired, .tokenSpent, .tokenMismatch: .token
        default: .enrolment
        }
    }

    private func enrol(_ order: WireEnrolmentOrder) async -> Result<IssuedCertificate, EnrolmentRefusal> {
        guard let token = BearerSecret(bytes: [UInt8](order.token)), order.hasEnrolment,
            let signed = try? SignedText(order.enrolment)
        else { return .failure(.malformed) }
        let now = clock()
        guard limits.withLock({ $0.tokens.take(token.sha256, now: now) }) else { return .failure(.busy) }
        let text = StatementText(signed.statement)
        // The statement only says where the token might be known; the token decides.
        guard case .enrolment(let statement) = try? Statement.parse(text, as: .enrolment) else {
            return .failure(.malformed)
        }
        guard let service = try? await tenants.service(statement.tenant) else { return .failure(.tokenUnknown) }
        let csr = [UInt8](order.csr)
        return await service.enrol(
            EnrolmentJudge.Order(
                token: token,
                csrSHA256: Digest(sha256Of: csr),
                statement: text,
                signature: signed.signature
            ),
            csr: csr,
            authority: authority
        )
    }

    private func renew(_ order: WireRenewalOrder, nonce: [UInt8], server: Digest) async
        -> Result<IssuedCertificate, EnrolmentRefusal>
    {
        guard let tenant = TenantID(order.tenant), let device = DeviceID(order.device) else {
            return .failure(.malformed)
        }
        guard let service = try? await tenants.service(tenant) else { return .failure(.deviceUnknown) }
        let now = clock()
        guard limits.withLock({ $0.devices.take(device, now: now) }) else { return .failure(.busy) }
        let csr = [UInt8](order.csr)
        return await service.renew(
            RenewalJudge.Order(
                device: device,
                csrSHA256: Digest(sha256Of: csr),
                signature: order.signature,
                nonce: nonce,
                serverCertificateSHA256: server
            ),
            csr: csr,
            authority: authority
        )
    }
}
