import ControllerCore
import Logging
import Model
import TransparencyLog
import Transport

extension TenantService {
    /// Judges an enrolment and logs it; the certificate is made before the log is written and sent after it.
    func enrol(_ order: EnrolmentJudge.Order, csr: [UInt8], authority: CertificateAuthority) async
        -> Result<IssuedCertificate, EnrolmentRefusal>
    {
        let token = tokens[order.token.sha256]
        let verdict = EnrolmentJudge.judge(order, token: token, history: history, now: now())
        let enrolment: Enrolment
        var isNew = false
        switch verdict {
        case .refused(let refusal): return .failure(refusal)
        case .again(let known, _): enrolment = known
        case .accepted(let new):
            enrolment = new
            isNew = true
        }
        let certificate: IssuedCertificate
        do {
            certificate = try authority.issueAgent(
                requestDER: csr,
                tenant: tenant,
                device: enrolment.device,
                now: now()
            )
        } catch {
            return .failure(.csr)
        }
        guard isNew else { return .success(certificate) }
        do {
            try await log(order, enrolment)
            return .success(certificate)
        } catch let refusal as EnrolmentRefusal {
            return .failure(refusal)
        } catch {
            parts.logger.error("enrolment not logged", metadata: ["tenant": "\(tenant)", "error": "\(error)"])
            return .failure(.busy)
        }
    }

    /// Logs an enrolment with a use of its token.
    ///
    /// The log itself keeps a use from being taken twice. Which uses are free is known here but for those that others
    /// are writing now, so the next free one is looked for.
    private func log(_ order: EnrolmentJudge.Order, _ enrolment: Enrolment) async throws {
        let digest = order.token.sha256
        try charge(bytes: order.statement.bytes.count)
        guard let token = tokens[digest], token.uses > 0 else { throw EnrolmentRefusal.tokenUnknown }
        // One use is taken before anything waits, so that most of those who come at once never try the same one.
        tokens[digest]?.used += 1
        defer { tokens[digest]?.used -= 1 }
        let (first, last) = (UInt64(token.used) + 1, UInt64(token.uses))
        for use in [UInt64](1...last).sorted(by: { ($0 < first ? 1 : 0, $0) < ($1 < first ? 1 : 0, $1) }) {
            do {
                _ = try await append([EnrolmentJudge.draft(of: order, enrolment, use: use)])
                return
            } catch LogError.alreadyLogged(let claim, _) where claim == .tokenUse(digest, number: use) {
                continue
            }
        }
        throw EnrolmentRefusal.tokenSpent
    }

    /// Judges a renewal and notes it.
    func renew(_ order: RenewalJudge.Order, csr: [UInt8], authority: CertificateAuthority) async
        -> Result<IssuedCertificate, EnrolmentRefusal>
    {
        if let refusal = RenewalJudge.refusal(order, history: history) { return .failure(refusal) }
        let certificate: IssuedCertificate
        do {
            certificate = try authority.issueAgent(requestDER: csr, tenant: tenant, device: order.device, now: now())
        } catch {
            return .failure(.csr)
        }
        do {
            try charge(bytes: order.signature.utf8.count)
            try await append(RenewalJudge.words(tenant: tenant, device: order.device))
            return .success(certificate)
        } catch {
            parts.logger.error("renewal not logged", metadata: ["tenant": "\(tenant)", "error": "\(error)"])
            return .failure(.busy)
        }
    }
}
