/// Cells of a CSV file (RFC 4180) that a spreadsheet opens without running anything.
package enum CSVCell {
    /// The cell for device text: made visible as by ``DisplayText``, guarded and quoted.
    ///
    /// Text that a spreadsheet would take for a formula (`= + - @`, also in full width, also after spaces) gets a
    /// leading apostrophe.
    package static func escaped(_ text: String) -> String {
        let visible = DisplayText.escaped(text)
        let first = visible.unicodeScalars.first { $0 != " " && $0 != "\u{3000}" }
        let guarded = first.map(startsFormula) == true ? "'\(visible)" : visible
        var quoted = "\""
        for scalar in guarded.unicodeScalars {
            if scalar == "\"" { quoted.append("\"") }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }

    /// The cell of a number, which needs no guard.
    package static func number(_ number: Int64) -> String {
        String(number)
    }

    /// One line of cells made by this type, ended as the format demands.
    package static func line(_ cells: [String]) -> String {
        cells.joined(separator: ",") + "\r\n"
    }

    private static func startsFormula(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "=", "+", "-", "@", "|", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}", "\u{2212}": true
        default: false
        }
    }
}
