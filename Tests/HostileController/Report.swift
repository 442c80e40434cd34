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

    /// For people, in both languages: the codes, those in receipts with a star.
    static func text(_ outcome: Listening.Outcome) -> String {
        let said = outcome.answers.filter { $0 != .passing("ok") }
        let codes = said.map { $0.isReceipt ? "\($0.word)*" : $0.word }.joined(separator: ", ")
        let attack = outcome.attack
        let verdict = outcome.isAsExpected ? "" : "  <- NOT AS IT SHOULD BE: \(attack.expected)"
        return "  \(codes.padded(to: 20))\(attack.title) · \(attack.titleInChinese)\(verdict)"
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
