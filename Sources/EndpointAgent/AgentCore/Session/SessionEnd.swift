/// Why an agent ended its session with a controller.
package enum SessionEnd: Error, Hashable, Sendable, CustomStringConvertible {
    /// The controller said goodbye.
    case goodbye
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
        case .goodbye: "controller said goodbye; the agent connects again"
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
}
