import Wire

/// The two protocols on the agents' port, told apart by ALPN (RFC 7301).
package enum ChannelProtocol: String, Hashable, Sendable, CaseIterable {
    /// Mutual TLS; agent messages one way, controller messages the other.
    case agent = "countersign/1"
    /// Server-authenticated TLS; one request and one answer, for enrolment and renewal.
    case enrolment = "countersign-enrol/1"

    /// The largest payload that a peer may send.
    func inboundLimit(atServer: Bool) -> Int {
        switch self {
        case .agent: WireLimits.agentFrame
        case .enrolment: atServer ? WireLimits.enrolmentRequest : WireLimits.enrolmentAnswer
        }
    }
}
