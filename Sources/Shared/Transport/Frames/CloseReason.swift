/// Why a connection ended: a closed list, counted, with no text from outside.
package enum CloseReason: String, Error, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    // Ordinary ends.

    /// The peer closed or the network did, between frames.
    case peerClosed = "peer-closed"
    /// This side was done.
    case ended
    /// This side shut down.
    case cancelled
    /// The code that served the connection failed.
    case aborted
    /// A newer connection of the same device took this one's place.
    case replaced

    // Frames.

    /// A frame or the message inside it breaks the rules.
    case malformedFrame = "malformed-frame"
    /// A frame's announced length passes the limit.
    case oversizedFrame = "oversized-frame"
    /// The stream ended inside a frame.
    case truncatedFrame = "truncated-frame"
    /// A well-formed message that makes no sense at this point.
    case unexpectedMessage = "unexpected-message"
    /// The two ends have no protocol version in common.
    case protocolVersion = "protocol-version"

    // Handshake.

    /// What arrived first is no TLS ClientHello.
    case malformedHello = "malformed-hello"
    /// The peer's ALPN list has none of our protocols, or more than one.
    case wrongALPN = "wrong-alpn"
    /// The peer tried to resume a session, which would outlive a revocation.
    case resumptionOffered = "resumption-offered"
    /// TLS failed in another way: version, algorithms, damaged records.
    case tlsFailure = "tls-failure"
    /// The agent presented no certificate.
    case noCertificate = "no-certificate"
    /// The certificate leads to no authority of ours.
    case certificateUntrusted = "certificate-untrusted"
    /// The certificate is not yet or no longer valid.
    case certificateExpired = "certificate-expired"
    /// The certificate is not for clients.
    case certificatePurpose = "certificate-purpose"
    /// The certificate does not name one agent.
    case certificateName = "certificate-name"
    /// The certificate is revoked.
    case certificateRevoked = "certificate-revoked"
    /// The server's chain does not lead to the pinned authority under the dialled name.
    case serverUntrusted = "server-untrusted"

    // Time and room.

    /// The handshake took too long.
    case handshakeTimeout = "handshake-timeout"
    /// No whole frame arrived for too long.
    case idleTimeout = "idle-timeout"
    /// The peer takes what it is sent too slowly.
    case slowPeer = "slow-peer"
    /// The listener is full.
    case tooManyConnections = "too-many-connections"
    /// One address has too many connections that have proven nothing yet.
    case tooManyUnauthenticated = "too-many-unauthenticated"

    package var description: String { rawValue }

    /// Whether the server refused the certificate presented to it.
    package var isCertificateRefusal: Bool {
        switch self {
        case .noCertificate, .certificateUntrusted, .certificateExpired, .certificatePurpose, .certificateName,
            .certificateRevoked:
            true
        default: false
        }
    }
}
