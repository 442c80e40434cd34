/// Colours of a terminal, or none.
package struct Palette: Hashable, Sendable {
    private let isColoured: Bool

    package static let plain = Palette(isColoured: false)

    private init(isColoured: Bool) {
        self.isColoured = isColoured
    }

    /// Colours only on a terminal that can show them, and never against `NO_COLOR` (no-color.org).
    package init(isTerminal: Bool, environment: [String: String]) {
        let isForbidden = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        self.init(isColoured: isTerminal && !isForbidden && environment["TERM"] != "dumb")
    }

    package func paint(_ text: String, _ tone: Table.Tone) -> String {
        guard isColoured, !text.isEmpty else { return text }
        switch tone {
        case .plain: return text
        case .good: return "\u{1B}[32m\(text)\u{1B}[0m"
        case .bad: return "\u{1B}[1;31m\(text)\u{1B}[0m"
        case .faint: return "\u{1B}[2m\(text)\u{1B}[0m"
        }
    }
}
