internal import Glibc

/// The language of what the agent says to people.
package enum AgentLanguage: Hashable, Sendable {
    case english
    case chinese

    /// The variables that decide, the first that is set.
    private static let variables = ["COUNTERSIGN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]

    /// The language that an environment asks for: `zh…` is Chinese, all else English.
    package init(environment: (String) -> String?) {
        let asked = Self.variables.lazy.compactMap(environment).first { !$0.isEmpty }
        self = asked?.lowercased().hasPrefix("zh") == true ? .chinese : .english
    }

    /// That of this process.
    package static var ofProcess: AgentLanguage {
        AgentLanguage { name in getenv(name).map { String(cString: $0) } }
    }
}
