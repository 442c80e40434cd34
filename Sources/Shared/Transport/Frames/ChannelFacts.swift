package import TransparencyLog

/// What is known of a connection when its handshake has ended.
package struct ChannelFacts: Hashable, Sendable {
    /// The protocol that both ends agreed on.
    package let channelProtocol: ChannelProtocol

    /// The peer's IP address, without port.
    package let peerAddress: String

    /// The agent, verified; at the server's end of `countersign/1` only.
    package let agent: AgentIdentity?

    /// SHA-256 over the DER of the server's certificate, the same at both ends.
    package let serverCertificateSHA256: Digest
}
