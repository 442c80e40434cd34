import NIOCore
import NIOSSL

/// The TLS contexts of the agents' port: same certificate, one protocol each.
struct ServerContexts: Sendable {
    /// Demands a client certificate, which ``AgentCertificateVerifier`` then judges.
    let agent: NIOSSLContext
    /// Authenticates the server only.
    let enrolment: NIOSSLContext

    init(identity: ServerIdentity, authoritiesDER: [[UInt8]], shutdown: Duration) throws {
        let chain = try identity.chainDER.map {
            NIOSSLCertificateSource.certificate(try .init(bytes: $0, format: .der))
        }
        let key = NIOSSLPrivateKeySource.privateKey(try .init(bytes: Array(identity.keyPEM.utf8), format: .pem))

        var agents = TLSConfiguration.makeServerConfigurationWithMTLS(
            certificateChain: chain,
            privateKey: key,
            trustRoots: .certificates(try authoritiesDER.map { try .init(bytes: $0, format: .der) })
        )
        agents.minimumTLSVersion = .tlsv13
        agents.applicationProtocols = [ChannelProtocol.agent.rawValue]
        agents.shutdownTimeout = .init(shutdown)
        agent = try NIOSSLContext(configuration: agents)

        var anyone = TLSConfiguration.makeServerConfiguration(certificateChain: chain, privateKey: key)
        anyone.minimumTLSVersion = .tlsv13
        anyone.applicationProtocols = [ChannelProtocol.enrolment.rawValue]
        anyone.shutdownTimeout = .init(shutdown)
        enrolment = try NIOSSLContext(configuration: anyone)
    }
}
