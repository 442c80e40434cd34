/// The last gate before a terminal: whatever a line was made of, nothing in it acts upon the terminal.
///
/// Text from devices is escaped where it is put into a line (`DisplayText`, `Table.Cell`), which also keeps its parts apart.
/// This here looks at whole lines and leaves `\` alone, so that what was escaped before stays as it is.
package enum SafeText {
    /// One line: line ends are escaped too.
    package static func line(_ text: String) -> String {
        replacing(in: text, keepsLines: false) { "\\u{\(String($0.value, radix: 16))}" }
    }

    /// Several lines that we laid out ourselves.
    package static func lines(_ text: String) -> String {
        replacing(in: text, keepsLines: true) { "\\u{\(String($0.value, radix: 16))}" }
    }

    /// JSON, with the same meaning: what a terminal would act upon can only stand in its strings, where `\uXXXX` is the same.
    package static func json(_ text: String) -> String {
        replacing(in: text, keepsLines: true) { scalar in
            String(scalar).utf16.map { unit in
                let digits = String(unit, radix: 16)
                return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            }.joined()
        }
    }

    private static func replacing(
        in text: String,
        keepsLines: Bool,
        with escape: (Unicode.Scalar) -> String
    ) -> String {
        let isPlain = text.utf8.allSatisfy { (0x20..<0x7F).contains($0) || $0 == 0x0A && keepsLines }
        guard !isPlain else { return text }
        var safe = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if isUnsafe(scalar), !(keepsLines && scalar == "\n") {
                safe.append(contentsOf: escape(scalar).unicodeScalars)
            } else {
                safe.append(scalar)
            }
        }
        return String(safe)
    }

    private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
        if scalar.properties.isDefaultIgnorableCodePoint { return true }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: return true
        default: return false
        }
    }
}

extension Localized {
    /// Both languages, each as one line that is safe to show.
    package var safe: Localized {
        Localized(SafeText.line(english), SafeText.line(chinese))
    }
}

extension ClientError {
    /// `error:` and, on its own line, `hint:`, safe to show.
    package func shown(in language: Language) -> [String] {
        let gap = language == .english ? " " : ""
        let lines = [(Catalogue.error, message)] + (hint.map { [(Catalogue.hint, $0)] } ?? [])
        return lines.map { "\($0.text(in: language))\(gap)\($1.safe.text(in: language))" }
    }
}
