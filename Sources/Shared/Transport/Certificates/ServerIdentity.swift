import Crypto
package import TransparencyLog
import X509

/// What a server shows and proves: its certificate, the authority's after it, and the private key.
///
/// The authority goes with the chain because agents pin its digest and have no copy of it at first contact.
package struct ServerIdentity: Sendable {
    /// The server's certificate, then the authority's, DER.
    package let chainDER: [[UInt8]]

    /// The private key, PKCS #8 PEM, for the caller to save.
    package let keyPEM: String

    /// SHA-256 over the server certificate's DER, which a renewal's signature covers.
    package let certificateSHA256: TransparencyLog.Digest

    /// Reads a saved identity.
    ///
    /// - Throws: `unreadable` or `keyMismatch`.
    package init(chainDER: [[UInt8]], keyPEM: String) throws(IdentityError) {
        guard chainDER.count == 2, let leaf = chainDER.first else { throw .unreadable("server's certificate chain") }
        let certificate = try Certificate.read(leaf, called: "server's certificate")
        guard let key = try? P256.Signing.PrivateKey(pemRepresentation: keyPEM) else {
            throw .unreadable("server's private key")
        }
        guard certificate.publicKey == Certificate.PublicKey(key.publicKey) else { throw .keyMismatch }
        self.chainDER = chainDER
        self.keyPEM = keyPEM
        certificateSHA256 = TransparencyLog.Digest(sha256Of: leaf)
    }
}
