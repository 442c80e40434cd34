package import Model
import SSHSIG
package import TransparencyLog

/// Whether a device that is known gets another certificate, also after the last one has expired.
package enum RenewalJudge {
    package static let namespace = "renewal@countersign"
    package static let nonceLength = 32

    /// What an agent brought, and what the server said to it.
    package struct Order: Hashable, Sendable {
        package let device: DeviceID
        /// Over the DER of the CSR.
        package let csrSHA256: Digest
        /// Armored, by the agent key.
        package let signature: String
        /// The server's, of this connection.
        package let nonce: [UInt8]
        /// Over the DER of the certificate that the server showed in this connection.
        package let serverCertificateSHA256: Digest

        package init(
            device: DeviceID,
            csrSHA256: Digest,
            signature: String,
            nonce: [UInt8],
            serverCertificateSHA256: Digest
        ) {
            self.device = device
            self.csrSHA256 = csrSHA256
            self.signature = signature
            self.nonce = nonce
            self.serverCertificateSHA256 = serverCertificateSHA256
        }
    }

    /// The bytes that are signed: nonce ‖ SHA-256(server certificate) ‖ SHA-256(CSR).
    package static func message(nonce: [UInt8], serverCertificateSHA256: Digest, csrSHA256: Digest) -> [UInt8] {
        nonce + serverCertificateSHA256.bytes + csrSHA256.bytes
    }

    /// Nil where a certificate may be issued.
    package static func refusal(_ order: Order, history: TenantHistory) -> EnrolmentRefusal? {
        guard order.nonce.count == nonceLength else { return .malformed }
        guard let device = history.devices[order.device] else { return .deviceUnknown }
        guard let signature = try? SSHSignature(armored: order.signature) else { return .signature }
        let message = message(
            nonce: order.nonce,
            serverCertificateSHA256: order.serverCertificateSHA256,
            csrSHA256: order.csrSHA256
        )
        guard let facts = try? signature.verify(message: message, namespace: namespace, passkeys: .noPasskeys),
            facts.key == device.enrolment.content.agentKey
        else { return .signature }
        return device.state == .retired ? .retired : nil
    }

    /// The entry that a renewal writes.
    package static func words(tenant: TenantID, device: DeviceID) -> SystemWords {
        SystemWords(tenant: tenant, event: .ca, object: device.text, code: Keyword("renewal"))
    }
}
