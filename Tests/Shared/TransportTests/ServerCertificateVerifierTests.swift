import Testing

@testable import Transport

@Suite struct ServerCertificateVerifierTests {
    private let fixtures: Fixtures

    init() throws {
        fixtures = try Fixtures()
    }

    private func verifier(_ server: String) throws -> ServerCertificateVerifier {
        ServerCertificateVerifier(
            authoritySHA256: fixtures.authority.sha256,
            server: try #require(ServerName(server)),
            now: { Fixtures.now }
        )
    }

    @Test(arguments: [
        ("controller.example", true), ("Controller.Example", true), ("192.0.2.7", true), ("2001:db8::7", true),
        ("other.example", false), ("192.0.2.8", false), ("2001:db8::8", false),
    ]) func `the dialled name must be one of the certificate's`(name: String, fits: Bool) async throws {
        let server = try fixtures.server(["controller.example", "192.0.2.7", "2001:db8::7"])
        #expect(try await verifier(name).accepts(chainDER: server.chainDER) == fits)
    }

    @Test func `a chain without its authority, an agent's certificate and an empty chain are refused`() async throws {
        let server = try fixtures.server(["controller.example"])
        let verifier = try verifier("controller.example")
        #expect(await !verifier.accepts(chainDER: [server.chainDER[0]]))
        #expect(
            await !verifier.accepts(chainDER: [try fixtures.agent().certificateDER, fixtures.authority.certificateDER])
        )
        #expect(await !verifier.accepts(chainDER: []))
        #expect(await !verifier.accepts(chainDER: [[1, 2, 3], fixtures.authority.certificateDER]))
    }

    @Test func `an authority of the same name and another key does not help`() async throws {
        let impostor = try CertificateAuthority.make(name: "test agents", now: Fixtures.now)
        let server = try impostor.issueServer(names: [.dns("controller.example")], now: Fixtures.now)
        let chain = [server.chainDER[0], fixtures.authority.certificateDER]
        #expect(await !(try verifier("controller.example").accepts(chainDER: chain)))
    }
}
