/// The language of everything that the command line says to people.
package enum Language: Hashable, Sendable {
    case english
    case chinese

    /// The language that an environment asks for.
    ///
    /// `COUNTERSIGN_LANG` decides before `LC_ALL`, `LC_MESSAGES` and `LANG`; `zh…` is Chinese, all else English.
    package init(environment: [String: String]) {
        let asked = ["COUNTERSIGN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"].lazy
            .compactMap { environment[$0] }
            .first { !$0.isEmpty }
        self = asked?.lowercased().hasPrefix("zh") == true ? .chinese : .english
    }
}

/// A text in both languages, side by side where it is written.
package struct Localized: Hashable, Sendable, ExpressibleByStringInterpolation {
    package let english: String
    package let chinese: String

    package init(_ english: String, _ chinese: String) {
        self.english = english
        self.chinese = chinese
    }

    /// A text that both languages share.
    package init(stringLiteral text: String) {
        self.init(text, text)
    }

    /// The text in one language.
    package func text(in language: Language) -> String {
        language == .english ? english : chinese
    }
}
