import Foundation

/// Runs files of test vectors against this implementation: `swift run conformance DIR`.
///
/// Prints one JSON line a case to standard output and the sum to standard error. Exits 0 if every `required` and
/// `strict` case has the expected verdict, 1 if not, 2 if DIR holds nothing to run.
@main
struct Conformance {
    static func main() {
        let arguments = CommandLine.arguments
        guard arguments.count == 2, let folder = VectorFolder(path: arguments[1]) else {
            Standard.error("error: give one folder that holds vector files")
            Standard.error("hint: conformance DIR")
            exit(2)
        }
        let files = folder.files()
        // A mistyped path must not look like a passed run.
        guard !files.isEmpty else {
            Standard.error("error: \(arguments[1]) holds no JSON file")
            Standard.error("hint: name the folder above the vector files")
            exit(2)
        }
        var report = Report()
        for file in files {
            run(file, into: &report)
        }
        report.finish()
        exit(report.failed == 0 ? 0 : 1)
    }

    private static func run(_ file: VectorFile, into report: inout Report) {
        let kind: any VectorFamily.Type
        switch VectorFamilies.family(of: file) {
        case .known(let family): kind = family
        case .skipped(let reason): return report.skip(file.name, reason)
        }
        do {
            try kind.run(file, into: &report)
        } catch {
            // A file of a known format that can't be read must not pass in silence.
            report.add(
                Outcome(case: "(file)", expected: "readable", actual: "unreadable", reason: "\(error)"),
                file: file.name
            )
        }
    }
}
