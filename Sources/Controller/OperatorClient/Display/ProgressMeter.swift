/// When and how progress is shown: nothing for the first second, then ten times a second at most.
///
/// Pure given the time since the start, so that no test has to wait.
package struct ProgressMeter: Sendable {
    private static let patience = Duration.seconds(1)
    private static let pause = Duration.milliseconds(100)

    private let what: Localized
    private let language: Language
    private var done: UInt64 = 0
    private var total: UInt64?
    private var lastShown: Duration?

    package init(_ what: Localized, in language: Language) {
        self.what = what
        self.language = language
    }

    package mutating func advance(to done: UInt64, of total: UInt64?) {
        self.done = done
        self.total = total
    }

    /// The line to show now; nil where nothing is to change.
    package mutating func line(at elapsed: Duration) -> String? {
        guard elapsed >= Self.patience else { return nil }
        if let lastShown, elapsed - lastShown < Self.pause { return nil }
        lastShown = elapsed
        let seconds = elapsed.components.seconds
        let count: String
        switch (done, total) {
        case (0, nil), (0, 0?): count = ""
        case (let done, let total?) where total > 0:
            count = " \(done)/\(total) (\(min(done, total) * 100 / total) %)"
        case (let done, _): count = " \(done)"
        }
        return language == .english
            ? "\(what.english)…\(count), \(seconds) s"
            : "\(what.chinese)…\(count)，\(seconds) 秒"
    }
}
