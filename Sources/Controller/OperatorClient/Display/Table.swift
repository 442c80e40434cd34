import InventoryReport

/// Rows in columns for people: aligned by what a terminal shows, not by characters.
package struct Table: Sendable {
    /// What a cell means, for colour.
    package enum Tone: Hashable, Sendable {
        case plain, good, bad, faint
    }

    /// A cell, made safe to show.
    package struct Cell: Hashable, Sendable, ExpressibleByStringLiteral {
        package let text: String
        package let tone: Tone

        /// Any text, also one from a device: it is escaped here.
        package init(_ text: String, tone: Tone = .plain, limit: Int = 200) {
            self.text = DisplayText.escaped(text, limit: limit)
            self.tone = tone
        }

        package init(stringLiteral text: String) {
            self.init(text)
        }
    }

    private let header: [String]
    private var rows: [[Cell]] = []

    package init(_ header: [String]) {
        self.header = header
    }

    /// A table of so many columns without a header.
    package init(columns: Int) {
        header = Array(repeating: "", count: columns)
    }

    package mutating func add(_ cells: [Cell]) {
        rows.append(cells)
    }

    package var isEmpty: Bool { rows.isEmpty }

    /// The lines; no spaces at line ends.
    package func lines(palette: Palette = .plain) -> [String] {
        let head = header.map { Cell($0, tone: .faint) }
        let all = header.allSatisfy(\.isEmpty) ? rows : [head] + rows
        let widths = header.indices.map { column in
            all.map { column < $0.count ? DisplayWidth.columns(of: $0[column].text) : 0 }.max() ?? 0
        }
        return all.map { row in
            var line = ""
            for (column, cell) in row.enumerated() where column < widths.count {
                let isLast = column == row.count - 1
                let gap = isLast ? 0 : widths[column] - DisplayWidth.columns(of: cell.text) + 2
                line += palette.paint(cell.text, cell.tone) + String(repeating: " ", count: gap)
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}
