/// What is wrong, with its values, and what to do next; in both languages, side by side.
package struct AgentWords: Hashable, Sendable {
    private let english: (what: String, next: String)
    private let chinese: (what: String, next: String)

    init(_ what: String, _ next: String, chinese whatChinese: String, _ nextChinese: String) {
        english = (what, next)
        chinese = (whatChinese, nextChinese)
    }

    /// What is wrong.
    package func what(in language: AgentLanguage) -> String {
        language == .english ? english.what : chinese.what
    }

    /// What helps; empty when nobody has to do anything.
    package func next(in language: AgentLanguage) -> String {
        language == .english ? english.next : chinese.next
    }

    /// Both on one line.
    package func line(in language: AgentLanguage) -> String {
        let next = next(in: language)
        guard !next.isEmpty else { return what(in: language) }
        return what(in: language) + (language == .english ? "; " : "；") + next
    }

    package static func == (left: AgentWords, right: AgentWords) -> Bool {
        left.english == right.english && left.chinese == right.chinese
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(english.what)
        hasher.combine(english.next)
    }
}

extension AgentWords {
    /// The words for any error of the agent's.
    package init(_ error: any Error) {
        switch error {
        case let error as AgentHostError: self = error.words
        case let error as ExecutorClientError: self = error.words
        default:
            // "what; next", as all descriptions here are written.
            let parts = "\(error)".split(separator: ";", maxSplits: 1)
            let what = String(parts.first ?? "")
            let next = parts.count == 2 ? String(parts[1].drop { $0 == " " }) : ""
            self.init(what, next, chinese: what, next)
        }
    }
}
