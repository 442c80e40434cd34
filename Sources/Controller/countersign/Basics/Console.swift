import Foundation
import Glibc
import OperatorClient

/// What people see: results on stdout, everything else on stderr.
struct Console: Sendable {
    let language: Language
    let palette: Palette
    /// Whether results go to a terminal.
    let isTerminal: Bool
    /// Whether somebody can be asked.
    let isInteractive: Bool
    /// Whether the error stream is a terminal on which a line can be drawn anew.
    let showsProgress: Bool
    let live = LiveLine()

    /// The console of this process.
    static func standard() -> Console {
        let environment = ProcessInfo.processInfo.environment
        return Console(
            language: Spoken.language,
            palette: Palette(isTerminal: isatty(STDOUT_FILENO) == 1, environment: environment),
            isTerminal: isatty(STDOUT_FILENO) == 1,
            isInteractive: isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1,
            showsProgress: isatty(STDERR_FILENO) == 1 && environment["TERM"] != "dumb"
        )
    }

    func text(_ message: Localized) -> String { message.text(in: language) }

    /// A line of the result, whatever is in it.
    func out(_ line: String) { lay(SafeText.line(line), on: STDOUT_FILENO) }

    /// Several lines that we laid out.
    func page(_ text: String) { lay(SafeText.lines(text), on: STDOUT_FILENO) }

    /// A document whose bytes count: exactly these, but to a terminal nothing that it would act upon.
    func document(_ text: String) { lay(isTerminal ? SafeText.json(text) : text, on: STDOUT_FILENO) }

    private func lay(_ text: String, on descriptor: Int32) {
        live.wipe()
        Self.write(text + "\n", to: descriptor)
    }

    func out(_ message: Localized) { out(text(message)) }

    func out(_ table: Table) {
        // Cells are escaped, and the colours are ours.
        for line in table.lines(palette: palette) { lay(line, on: STDOUT_FILENO) }
    }

    /// A line beside the result.
    func note(_ line: String) { lay(SafeText.line(line), on: STDERR_FILENO) }

    /// Several lines beside the result that we laid out.
    func notePage(_ text: String) { lay(SafeText.lines(text), on: STDERR_FILENO) }

    func note(_ message: Localized) { note(text(message)) }

    func show(_ error: ClientError) {
        for line in error.shown(in: language) { note(line) }
    }

    /// Asks on the terminal; nil at its end.
    func ask(_ question: Localized) -> String? {
        live.wipe()
        Self.write(text(question.safe), to: STDERR_FILENO)
        return readLine()?.trimmingCharacters(in: .whitespaces)
    }

    /// Any value as JSON with sorted keys.
    func json(_ value: some Encodable) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(value) else { return }
        lay(SafeText.json(String(decoding: data, as: UTF8.self)), on: STDOUT_FILENO)
    }

    static func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
