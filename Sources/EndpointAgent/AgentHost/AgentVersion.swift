internal import Model

/// The version of the endpoint's agent.
package enum AgentVersion {
    /// As `--version` prints it.
    package static let text = "0.1.0"

    /// As messages carry it.
    static var version: VersionText {
        guard let version = VersionText(text) else { preconditionFailure("the constant above is a version") }
        return version
    }
}
