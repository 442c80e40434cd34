/// Collects and prints outcomes.
struct Report {
    private(set) var passed = 0
    private(set) var failed = 0
    private(set) var skipped = 0
    private var failures: [String: [String]] = [:]
    private var optional: [String] = []

    mutating func add(_ outcome: Outcome, file: String) {
        Standard.output(
            JSONLine([
                ("file", .text(file)), ("case", .text(outcome.case)), ("expected", .text(outcome.expected)),
                ("actual", .text(outcome.actual)), ("reason", .text(outcome.reason)), ("pass", .truth(outcome.pass)),
            ]).text
        )
        if outcome.pass {
            passed += 1
        } else if outcome.level == .optional {
            optional.append("\(file) \(outcome.case)")
        } else {
            failed += 1
            failures[file, default: []].append(
                "\(outcome.case): expected \(outcome.expected), is \(outcome.actual): \(outcome.reason)"
            )
        }
    }

    mutating func skip(_ file: String, _ reason: String) {
        skipped += 1
        Standard.output(JSONLine([("file", .text(file)), ("skipped", .text(reason))]).text)
    }

    /// Prints what failed, file by file, and the sum.
    func finish() {
        for difference in optional { Standard.error("optional, differs: \(difference)") }
        for (file, lines) in failures.sorted(by: { $0.key < $1.key }) {
            Standard.error("\(file): \(lines.count) failed")
            for line in lines { Standard.error("  \(line)") }
        }
        Standard.error("\(passed) passed, \(failed) failed, \(skipped) skipped")
    }
}
