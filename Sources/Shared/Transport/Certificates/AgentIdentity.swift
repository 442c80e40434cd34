package import Model
package import TransparencyLog
import X509

/// Who an agent's certificate names, read strictly: exactly one name, the URI `countersign:tenant:device`.
package struct AgentIdentity: Hashable, Sendable {
    /// The tenant.
    package let tenant: TenantID

    /// The device.
    package let device: DeviceID

    /// The certificate's serial number, lower-case hex.
    package let serial: String

    /// When the certificate begins.
    package let notBefore: Timestamp

    /// When the certificate ends.
    package let notAfter: Timestamp

    /// SHA-256 over the certificate's DER.
    package let certificateSHA256: Digest

    /// The name that a certificate carries.
    static func uri(tenant: TenantID, device: DeviceID) -> String {
        "countersign:\(tenant.text):\(device.text)"
    }

    /// Reads a certificate, whose signature somebody else has checked or will check; nil when it names no agent.
    init?(_ certificate: Certificate, der: [UInt8]) {
        guard
            let names = try? certificate.extensions.subjectAlternativeNames, names.count == 1,
            case .uniformResourceIdentifier(let uri)? = names.first
        else { return nil }
        let parts = uri.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard
            parts.count == 3, parts[0] == "countersign",
            let tenant = TenantID(parts[1]), let device = DeviceID(parts[2])
        else { return nil }
        self.tenant = tenant
        self.device = device
        serial = certificate.serialText
        notBefore = Timestamp(certificate.notValidBefore)
        notAfter = Timestamp(certificate.notValidAfter)
        certificateSHA256 = Digest(sha256Of: der)
    }
}
