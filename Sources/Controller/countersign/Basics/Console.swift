import Foundation
import Glibc
import OperatorClient

/// What people see: results on stdout, everything else on stderr.
struct Console: Sendable {
    let language: Language
    let palette: Palette
    /// Whether somebody can be asked.
    let isInteractive: Bool

    /// The console of this process.
    static func standard() -> Console {
        let environment = ProcessInfo.processInfo.environment
        return Console(
            language: Language(environment: environment),
            palette: Palette(isTerminal: isatty(STDOUT_FILENO) == 1, environment: environment),
            isInteractive: isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1
        )
    }

    func text(_ message: Localized) -> String { message.text(in: language) }

    /// A line of the result.
    func out(_ line: String) { Self.write(line + "\n", to: STDOUT_FILENO) }

    func out(_ message: Localized) { out(text(message)) }

    func out(_ table: Table) {
        for line in table.lines(palette: palette) { out(line) }
    }

    /// A line beside the result.
    func note(_ line: String) { Self.write(line + "\n", to: STDERR_FILENO) }

    func note(_ message: Localized) { note(text(message)) }

    func complain(_ text: String) { note(text) }

    func show(_ error: ClientError) {
        let gap = language == .english ? " " : ""
        note("\(text(Catalogue.error))\(gap)\(text(error.message))")
        if let hint = error.hint { note("\(text(Catalogue.hint))\(gap)\(text(hint))") }
    }

    /// Asks on the terminal; nil at its end.
    func ask(_ question: Localized) -> String? {
        Self.write(text(question), to: STDERR_FILENO)
        return readLine()?.trimmingCharacters(in: .whitespaces)
    }

    /// Any value as JSON with sorted keys.
    func json(_ value: some Encodable) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else { return }
        out(String(decoding: data, as: UTF8.self))
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
