import Crypto
import FoundationEssentials
package import Model
import SwiftASN1
package import TransparencyLog
import X509

/// The authority of the agents' side: a P-256 key and its self-signed certificate, for servers and agents on port 7443.
///
/// It opens channels and nothing else: no endpoint runs anything on its word. Saving is the caller's; the key's file must
/// be readable by the controller alone.
package struct CertificateAuthority: Sendable {
    /// The certificate, DER.
    package let certificateDER: [UInt8]

    let certificate: Certificate
    let key: P256.Signing.PrivateKey

    /// What people pin and the root names: SHA-256 over the certificate's DER.
    package var sha256: TransparencyLog.Digest {
        TransparencyLog.Digest(sha256Of: certificateDER)
    }

    /// The private key in PKCS #8 PEM, for the caller to save.
    package var keyPEM: String {
        key.pemRepresentation
    }

    /// Makes a new authority.
    ///
    /// - Throws: `issuing`.
    package static func make(
        name: String,
        now: Timestamp,
        days: Int64 = 3_650
    ) throws(IdentityError) -> CertificateAuthority {
        let key = P256.Signing.PrivateKey()
        do {
            let subject = try DistinguishedName { CommonName(name) }
            let publicKey = Certificate.PublicKey(key.publicKey)
            let certificate = try Certificate(
                version: .v3,
                serialNumber: .init(),
                publicKey: publicKey,
                notValidBefore: now.adding(seconds: -clockAllowance).date,
                notValidAfter: now.adding(seconds: days &* 86_400).date,
                issuer: subject,
                subject: subject,
                signatureAlgorithm: .ecdsaWithSHA256,
                extensions: try Certificate.Extensions {
                    Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                    Critical(KeyUsage(keyCertSign: true, cRLSign: true))
                    SubjectKeyIdentifier(hash: publicKey)
                },
                issuerPrivateKey: .init(key)
            )
            return CertificateAuthority(
                certificateDER: try certificate.derBytes,
                certificate: certificate,
                key: key
            )
        } catch {
            throw .issuing
        }
    }

    /// Reads a saved authority.
    ///
    /// - Throws: `unreadable`, `notAnAuthority` or `keyMismatch`.
    package init(certificateDER: [UInt8], keyPEM: String) throws(IdentityError) {
        let certificate = try Certificate.read(certificateDER, called: "authority's certificate")
        guard let key = try? P256.Signing.PrivateKey(pemRepresentation: keyPEM) else {
            throw .unreadable("authority's private key")
        }
        guard certificate.isAuthority else { throw .notAnAuthority }
        guard certificate.publicKey == Certificate.PublicKey(key.publicKey) else { throw .keyMismatch }
        self.init(certificateDER: certificateDER, certificate: certificate, key: key)
    }

    private init(certificateDER: [UInt8], certificate: Certificate, key: P256.Signing.PrivateKey) {
        self.certificateDER = certificateDER
        self.certificate = certificate
        self.key = key
    }

    /// How far before now certificates begin, for endpoints whose clock is behind.
    static let clockAllowance: Int64 = 3_600
}
