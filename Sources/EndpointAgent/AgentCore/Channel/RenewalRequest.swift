import FoundationEssentials
package import Model
package import SSHSIG
package import TransparencyLog
package import WireMessages

/// Asks for another certificate in the name of a device that is enrolled.
package enum RenewalRequest {
    /// The namespace of the signature.
    package static let namespace = "renewal@countersign"

    /// Bytes of the server's nonce.
    package static let nonceLength = 32

    /// The order, signed by the agent's own key; nil for a nonce of another length.
    ///
    /// The signature covers nonce, server certificate and request, so it serves in this connection only.
    package static func make(
        tenant: TenantID,
        device: DeviceID,
        csr: [UInt8],
        nonce: [UInt8],
        serverCertificateSHA256: Digest,
        signer: Ed25519Signer
    ) -> WireRenewalOrder? {
        guard nonce.count == nonceLength else { return nil }
        let message = nonce + serverCertificateSHA256.bytes + Digest(sha256Of: csr).bytes
        var order = WireRenewalOrder()
        order.tenant = tenant.text
        order.device = device.text
        order.csr = Data(csr)
        order.signature = signer.sign(message, namespace: namespace)
        return order
    }
}
