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
            let digest = order.token.sha256
            // One use of the token is taken before anything waits, so that two devices can't take the same one.
            tokens[digest]?.used += 1
            defer { tokens[digest]?.used -= 1 }
            _ = try await append([EnrolmentJudge.draft(of: order, enrolment)])
            return .success(certificate)
        } catch {
            parts.logger.error("enrolment not logged", metadata: ["tenant": "\(tenant)", "error": "\(error)"])
            return .failure(.busy)
        }
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
            try await append(RenewalJudge.words(tenant: tenant, device: order.device))
            return .success(certificate)
        } catch {
            parts.logger.error("renewal not logged", metadata: ["tenant": "\(tenant)", "error": "\(error)"])
            return .failure(.busy)
        }
    }
}
