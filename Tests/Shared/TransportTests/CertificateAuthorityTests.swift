import Crypto
import Model
import SwiftASN1
import Testing
import X509

@testable import Transport

@Suite struct CertificateAuthorityTests {
    private let fixtures: Fixtures

    init() throws {
        fixtures = try Fixtures()
    }

    private func issue(_ request: [UInt8]) throws(IdentityError) -> IssuedCertificate {
        try fixtures.authority.issueAgent(
            requestDER: request,
            tenant: fixtures.tenant,
            device: fixtures.device,
            now: Fixtures.now
        )
    }

    private func request(
        _ key: Certificate.PrivateKey,
        _ algorithm: Certificate.SignatureAlgorithm,
        attributes: CertificateSigningRequest.Attributes = .init()
    ) throws -> [UInt8] {
        let request = try CertificateSigningRequest(
            version: .v1,
            subject: try DistinguishedName { CommonName("somebody else") },
            privateKey: key,
            attributes: attributes,
            signatureAlgorithm: algorithm
        )
        var serializer = DER.Serializer()
        try serializer.serialize(request)
        return serializer.serializedBytes
    }

    @Test func `an authority that was saved is read back and issues the same`() throws {
        let loaded = try CertificateAuthority(
            certificateDER: fixtures.authority.certificateDER,
            keyPEM: fixtures.authority.keyPEM
        )
        #expect(loaded.sha256 == fixtures.authority.sha256)
        let agent = try fixtures.agent(by: loaded)
        #expect(agent.agent.device == fixtures.device)
    }

    @Test func `an authority with a foreign key or another's certificate is refused`() throws {
        let other = try CertificateAuthority.make(name: "other", now: Fixtures.now)
        #expect(throws: IdentityError.keyMismatch) {
            try CertificateAuthority(certificateDER: fixtures.authority.certificateDER, keyPEM: other.keyPEM)
        }
        let server = try fixtures.server()
        #expect(throws: IdentityError.notAnAuthority) {
            try CertificateAuthority(certificateDER: server.chainDER[0], keyPEM: server.keyPEM)
        }
        #expect(throws: IdentityError.unreadable("authority's certificate")) {
            try CertificateAuthority(certificateDER: [1, 2], keyPEM: other.keyPEM)
        }
        #expect(throws: IdentityError.unreadable("authority's private key")) {
            try CertificateAuthority(certificateDER: other.certificateDER, keyPEM: "")
        }
    }

    @Test func `an agent's certificate lives 30 days, for clients, under one name`() throws {
        let issued = try issue(try ChannelKey().request())
        let certificate = try Certificate(derEncoded: issued.der)
        #expect(issued.notAfter.seconds(since: Fixtures.now) <= 30 * 86_400)
        #expect(issued.notAfter.seconds(since: Fixtures.now) > 30 * 86_400 - 60)
        #expect(try certificate.extensions.extendedKeyUsage == ExtendedKeyUsage([.clientAuth]))
        #expect(try certificate.extensions.basicConstraints == BasicConstraints.notCertificateAuthority)
        #expect(
            try certificate.extensions.subjectAlternativeNames.map { Array($0) }
                == [.uniformResourceIdentifier("countersign:acme:d-abcdefghijklmnopqrstuvwxyz")]
        )
    }

    @Test func `serial numbers are long and do not repeat`() throws {
        let request = try ChannelKey().request()
        let serials = try Set((0..<8).map { _ in try issue(request).serial })
        #expect(serials.count == 8)
        #expect(serials.allSatisfy { $0.count >= 32 })
    }

    @Test func `nothing but the key is taken from a request`() throws {
        let key = P256.Signing.PrivateKey()
        let extensions = try Certificate.Extensions {
            Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
            SubjectAlternativeNames([.uniformResourceIdentifier("countersign:other:\(fixtures.device.text)")])
            try ExtendedKeyUsage([.serverAuth])
        }
        let greedy = try request(
            .init(key),
            .ecdsaWithSHA256,
            attributes: .init([try .init(ExtensionRequest(extensions: extensions))])
        )
        let certificate = try Certificate(derEncoded: try issue(greedy).der)
        #expect(certificate.publicKey == .init(key.publicKey))
        #expect(certificate.subject.description == "CN=\(fixtures.device.text)")
        #expect(!certificate.isAuthority)
        #expect(!certificate.isFor(.serverAuth))
        #expect(AgentIdentity(certificate, der: [])?.tenant == fixtures.tenant)
    }

    @Test func `a request whose signature is not its key's is refused`() throws {
        let mine = try CertificateSigningRequest(derEncoded: try ChannelKey().request())
        let stolen = try CertificateSigningRequest(
            version: .v1,
            subject: DistinguishedName(),
            publicKey: .init(P256.Signing.PrivateKey().publicKey),
            attributes: .init(),
            signatureAlgorithm: .ecdsaWithSHA256,
            signature: mine.signature
        )
        var serializer = DER.Serializer()
        try serializer.serialize(stolen)
        #expect(throws: IdentityError.requestPossession) { try issue(serializer.serializedBytes) }
    }

    @Test func `a request with another kind of key, of garbage or too long is refused`() throws {
        let ed25519 = try request(.init(Curve25519.Signing.PrivateKey()), .ed25519)
        #expect(throws: IdentityError.requestKey) { try issue(ed25519) }
        let p384 = try request(.init(P384.Signing.PrivateKey()), .ecdsaWithSHA384)
        #expect(throws: IdentityError.requestKey) { try issue(p384) }
        #expect(throws: IdentityError.unreadable("certificate request")) { try issue([0x30, 0x80]) }
        #expect(throws: IdentityError.requestTooLarge(bytes: 4_097, limit: 4_096)) {
            try issue([UInt8](repeating: 0x30, count: 4_097))
        }
    }

    @Test func `a server's certificate has its names and comes with the authority`() throws {
        let server = try fixtures.server(["controller.example", "192.0.2.7"])
        #expect(server.chainDER.last == fixtures.authority.certificateDER)
        let certificate = try Certificate(derEncoded: server.chainDER[0])
        #expect(
            try certificate.extensions.subjectAlternativeNames.map { Array($0) }
                == [.dnsName("controller.example"), .ipAddress(.init(contentBytes: [192, 0, 2, 7]))]
        )
        let loaded = try ServerIdentity(chainDER: server.chainDER, keyPEM: server.keyPEM)
        #expect(loaded.certificateSHA256 == server.certificateSHA256)
        let other = try fixtures.server()
        #expect(throws: IdentityError.keyMismatch) {
            try ServerIdentity(chainDER: server.chainDER, keyPEM: other.keyPEM)
        }
        #expect(throws: IdentityError.serverNamesMissing) {
            try fixtures.authority.issueServer(names: [], now: Fixtures.now)
        }
    }

    @Test func `an agent's key is saved, read back and matched with its certificate`() throws {
        let identity = try fixtures.agent()
        let loaded = try ChannelIdentity(
            certificateDER: identity.certificateDER,
            key: ChannelKey(pem: identity.key.pem)
        )
        #expect(loaded.agent == identity.agent)
        #expect(loaded.renewAt < loaded.agent.notAfter.adding(seconds: -9 * 86_400))
        #expect(loaded.renewAt > loaded.agent.notBefore.adding(seconds: 19 * 86_400))
        #expect(throws: IdentityError.keyMismatch) {
            try ChannelIdentity(certificateDER: identity.certificateDER, key: ChannelKey())
        }
        #expect(throws: IdentityError.unreadable("agent's certificate")) {
            try ChannelIdentity(certificateDER: fixtures.authority.certificateDER, key: ChannelKey())
        }
    }
}
