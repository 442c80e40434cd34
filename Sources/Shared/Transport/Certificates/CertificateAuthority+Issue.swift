import Crypto
import FoundationEssentials
package import Model
import SwiftASN1
import X509

extension CertificateAuthority {
    /// How long an agent's certificate lives; agents renew at two thirds.
    package static let agentDays: Int64 = 30

    /// The longest request taken; ours have about 250 bytes.
    package static let requestLimit = 4_096

    /// Makes a server's key and certificate for the names that agents dial.
    ///
    /// - Throws: `serverNamesMissing` or `issuing`.
    package func issueServer(
        names: [ServerName],
        now: Timestamp,
        days: Int64 = 365
    ) throws(IdentityError) -> ServerIdentity {
        guard let first = names.first else { throw .serverNamesMissing }
        let key = P256.Signing.PrivateKey()
        let alternatives = names.map { name in
            name.addressBytes.map { GeneralName.ipAddress(ASN1OctetString(contentBytes: $0[...])) }
                ?? GeneralName.dnsName(name.description)
        }
        let leaf = try issue(
            key: key.publicKey,
            commonName: first.description,
            usage: .serverAuth,
            names: alternatives,
            now: now,
            seconds: days &* 86_400
        )
        return try ServerIdentity(chainDER: [leaf.der, certificateDER], keyPEM: key.pemRepresentation)
    }

    /// Answers an agent's request: clientAuth, 30 days, one URI that names tenant and device.
    ///
    /// Nothing but the key is taken from the request, whose signature must show that its sender holds that key. Who may ask
    /// is the caller's to judge.
    /// - Throws: `requestTooLarge`, `unreadable`, `requestKey`, `requestPossession` or `issuing`.
    package func issueAgent(
        requestDER: [UInt8],
        tenant: TenantID,
        device: DeviceID,
        now: Timestamp
    ) throws(IdentityError) -> IssuedCertificate {
        try issue(
            key: try Self.provenKey(of: requestDER),
            commonName: device.text,
            usage: .clientAuth,
            names: [.uniformResourceIdentifier(AgentIdentity.uri(tenant: tenant, device: device))],
            now: now,
            seconds: Self.agentDays * 86_400
        )
    }

    /// The key of a request that its holder has signed.
    static func provenKey(of requestDER: [UInt8]) throws(IdentityError) -> P256.Signing.PublicKey {
        guard requestDER.count <= requestLimit else {
            throw .requestTooLarge(bytes: requestDER.count, limit: requestLimit)
        }
        guard let request = try? CertificateSigningRequest(derEncoded: requestDER) else {
            throw .unreadable("certificate request")
        }
        guard let key = P256.Signing.PublicKey(request.publicKey) else { throw .requestKey }
        guard request.publicKey.isValidSignature(request.signature, for: request) else { throw .requestPossession }
        return key
    }

    func issue(
        key: P256.Signing.PublicKey,
        commonName: String,
        usage: ExtendedKeyUsage.Usage,
        names: [GeneralName],
        now: Timestamp,
        seconds: Int64
    ) throws(IdentityError) -> IssuedCertificate {
        do {
            let certificate = try Certificate(
                version: .v3,
                serialNumber: .init(),
                publicKey: .init(key),
                notValidBefore: now.adding(seconds: -Self.clockAllowance).date,
                notValidAfter: now.adding(seconds: seconds).date,
                issuer: self.certificate.subject,
                subject: try DistinguishedName { CommonName(commonName) },
                signatureAlgorithm: .ecdsaWithSHA256,
                extensions: try Certificate.Extensions {
                    Critical(BasicConstraints.notCertificateAuthority)
                    Critical(KeyUsage(digitalSignature: true))
                    try ExtendedKeyUsage([usage])
                    SubjectAlternativeNames(names)
                    AuthorityKeyIdentifier(
                        keyIdentifier: SubjectKeyIdentifier(hash: self.certificate.publicKey).keyIdentifier
                    )
                },
                issuerPrivateKey: .init(self.key)
            )
            return IssuedCertificate(
                der: try certificate.derBytes,
                serial: certificate.serialText,
                notAfter: now.adding(seconds: seconds)
            )
        } catch {
            throw .issuing
        }
    }
}

/// A certificate just issued, with what a register of certificates keeps.
package struct IssuedCertificate: Hashable, Sendable {
    /// The certificate, DER.
    package let der: [UInt8]

    /// The serial number, lower-case hex.
    package let serial: String

    /// When it ends.
    package let notAfter: Timestamp
}
