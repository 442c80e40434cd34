import Model
import Synchronization

/// What is printed of an attack.
enum Report {
    /// For a program: name, answers, the order at stake, what ran; `-` for none.
    static func values(_ outcome: Listening.Outcome) -> String {
        let lists = [
            [outcome.attack.name], outcome.answers.map(\.description), [outcome.order?.text].compactMap { $0 },
            outcome.ran.map(\.text),
        ]
        return lists.map { $0.isEmpty ? "-" : $0.joined(separator: ",") }.joined(separator: "\t")
    }

    /// For people, in both languages.
    static func text(_ outcome: Listening.Outcome) -> String {
        let answers = outcome.answers.map(\.word).joined(separator: ", ")
        let verdict = outcome.isAsExpected ? answers : "\(answers)  <- NOT AS IT SHOULD BE"
        let attack = outcome.attack
        return "  \(verdict.padded(to: 18))\(attack.title) · \(attack.titleInChinese)"
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(2, width - count))
    }
}

/// Whether any attack ended in another way than it should.
final class Failures: Sendable {
    private let noted = Mutex(false)

    func note() { noted.withLock { $0 = true } }

    var any: Bool { noted.withLock { $0 } }
}
