import FoundationEssentials
import Model
import SwiftASN1
@_spi(FixedExpiryValidationTime) import X509

/// What became of a certificate that an agent presented.
enum AgentVerdict: Equatable, Sendable {
    case accepted(AgentIdentity)
    case refused(CloseReason)
}

/// Judges the certificates that agents present.
///
/// It stands in for BoringSSL's own verification, which a callback replaces altogether, so everything is here: the chain to
/// one of our authorities, times, purpose, name and revocation. Intermediates are not looked at: our authority issues
/// agents' certificates itself.
struct AgentCertificateVerifier: Sendable {
    let authorities: [Certificate]
    let now: @Sendable () -> Timestamp
    let revoked: @Sendable (AgentIdentity) async -> Bool

    func judge(certificateDER: [UInt8]?) async -> AgentVerdict {
        guard
            let der = certificateDER,
            let leaf = try? Certificate.read(der, called: "agent's certificate")
        else { return .refused(.certificateUntrusted) }

        let date = now().date
        guard leaf.notValidBefore <= date, date <= leaf.notValidAfter else { return .refused(.certificateExpired) }

        var verifier = Verifier(rootCertificates: CertificateStore(authorities)) {
            RFC5280Policy(fixedExpiryValidationTime: date)
        }
        let result: CertificateValidationResult = await verifier.validate(leaf: leaf, intermediates: CertificateStore())
        guard case .validCertificate = result else { return .refused(.certificateUntrusted) }

        guard leaf.isFor(.clientAuth), !leaf.isAuthority else { return .refused(.certificatePurpose) }
        guard let agent = AgentIdentity(leaf, der: der) else { return .refused(.certificateName) }
        return await revoked(agent) ? .refused(.certificateRevoked) : .accepted(agent)
    }
}
