/// Why an agent ended its session with a controller.
package enum SessionEnd: Error, Hashable, Sendable, CustomStringConvertible {
    /// The controller said goodbye, for this reason.
    case goodbye(String)
    /// The controller did not answer the hello in time.
    case helloMissing
    /// The controller chose a protocol version that this build does not speak.
    case version(UInt32)
    /// A message that makes no sense at this point, or more of them than may wait.
    case unexpectedMessage(String)
    /// The controller answered no ping.
    case dead
    /// The controller takes nothing of what it makes us send.
    case slowPeer
    /// The executor's answer does not fit its request, or its identity changed.
    case executor(String)
    /// The certificate has to be renewed first.
    case renewalDue

    package var description: String {
        switch self {
        case .goodbye(let reason): "controller said goodbye (\(reason)); \(Self.next(after: reason))"
        case .helloMissing: "controller did not answer the hello; check that the device is not retired"
        case .version(let version):
            "controller speaks protocol version \(version), which this agent does not; update it"
        case .unexpectedMessage(let message): "controller sent an unexpected \(message); check its version"
        case .dead: "controller answers no ping; check the network"
        case .slowPeer: "controller takes no messages; check its load"
        case .executor(let what): "executor's answer is wrong (\(what)); check that agent and executor have one version"
        case .renewalDue: "the channel certificate has to be renewed"
        }
    }

    /// What helps when a controller does not want this device (docs/protocol.md, agent channel).
    private static func next(after reason: String) -> String {
        switch reason {
        case "retired": "the device is retired; to use the computer again, enrol it anew"
        case "device-unknown": "its log holds no enrolment of this device; enrol again, or check which log it serves"
        case "tenant-unknown": "it does not serve this client; check the controllers in the client's trust root"
        case "protocol-version": "agent and controller have no version in common; update the older one"
        default: "the agent connects again"
        }
    }
}
