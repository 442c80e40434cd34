/// Makes text from a device safe to show: nothing in it can move the cursor, hide, reorder or pretend.
package enum DisplayText {
    /// Combining marks that may follow one character; more would climb over the neighbouring lines.
    private static let marks = 4

    /// The text with everything that a terminal could act upon written as `\u{…}`, and `\` as `\\`.
    ///
    /// Escaped are control characters (C0, DEL, C1), line and paragraph separators, format characters (bidirectional
    /// controls, zero-width characters, tags), other invisible characters, private, unassigned and unusual spaces.
    /// - Parameters:
    ///   - text: Any text.
    ///   - limit: Characters of the result after which it is cut and ended by `…`.
    package static func escaped(_ text: String, limit: Int = 1024) -> String {
        var out = String.UnicodeScalarView()
        var count = 0
        var following = 0
        for scalar in text.unicodeScalars {
            following = isMark(scalar) ? following + 1 : 0
            let atStart = out.isEmpty && following > 0
            let piece = isPlain(scalar) && following <= marks && !atStart ? String(scalar) : escape(scalar)
            count += piece.unicodeScalars.count
            guard count <= limit else {
                out.append("…")
                break
            }
            out.append(contentsOf: piece.unicodeScalars)
        }
        return String(out)
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        scalar == "\\" ? "\\\\" : "\\u{\(String(scalar.value, radix: 16))}"
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: true
        default: false
        }
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value >= 0x20 && scalar.value != 0x7F && scalar != "\\" }
        if scalar.properties.isDefaultIgnorableCodePoint { return false }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: return false
        // The ideographic space is ordinary in Chinese text; the others look like U+0020 and are not.
        case .spaceSeparator: return scalar == "\u{3000}"
        default: return true
        }
    }
}
