import Crypto
import SwiftASN1
import X509

/// The agent's channel key (P-256): made on the endpoint, never leaves it, proves nothing but the channel.
package struct ChannelKey: Sendable {
    let key: P256.Signing.PrivateKey

    /// Makes a new key.
    package init() {
        key = P256.Signing.PrivateKey()
    }

    /// Reads a saved key.
    ///
    /// - Throws: `unreadable`.
    package init(pem: String) throws(IdentityError) {
        guard let key = try? P256.Signing.PrivateKey(pemRepresentation: pem) else {
            throw .unreadable("channel key")
        }
        self.key = key
    }

    /// The key in PKCS #8 PEM, for the caller to save.
    package var pem: String {
        key.pemRepresentation
    }

    /// A certificate request (PKCS #10, DER) with this key and nothing else: the authority knows the name.
    ///
    /// - Throws: `issuing`.
    package func request() throws(IdentityError) -> [UInt8] {
        do {
            let request = try CertificateSigningRequest(
                version: .v1,
                subject: DistinguishedName(),
                privateKey: .init(key),
                attributes: CertificateSigningRequest.Attributes(),
                signatureAlgorithm: .ecdsaWithSHA256
            )
            var serializer = DER.Serializer()
            try serializer.serialize(request)
            return serializer.serializedBytes
        } catch {
            throw .issuing
        }
    }
}
