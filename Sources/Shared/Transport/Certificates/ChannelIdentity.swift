import Crypto
package import Model
import X509

/// What an agent shows and proves on the channel: its certificate and the key it belongs to.
package struct ChannelIdentity: Sendable {
    /// The agent's certificate, DER.
    package let certificateDER: [UInt8]

    /// The key.
    package let key: ChannelKey

    /// Who the certificate says the agent is, and until when.
    package let agent: AgentIdentity

    /// Joins a key and the certificate issued for it.
    ///
    /// - Throws: `unreadable` when the certificate is not an agent's, `keyMismatch`.
    package init(certificateDER: [UInt8], key: ChannelKey) throws(IdentityError) {
        let certificate = try Certificate.read(certificateDER, called: "agent's certificate")
        guard let agent = AgentIdentity(certificate, der: certificateDER) else {
            throw .unreadable("agent's certificate")
        }
        guard certificate.publicKey == Certificate.PublicKey(key.key.publicKey) else { throw .keyMismatch }
        self.certificateDER = certificateDER
        self.key = key
        self.agent = agent
    }

    /// When to ask for the next certificate: after two thirds of this one's life.
    package var renewAt: Timestamp {
        let life = agent.notAfter.seconds(since: agent.notBefore)
        return agent.notBefore.adding(seconds: life / 3 * 2)
    }
}
