import Foundation

/// The measurements of one call of the program.
struct Results {
    private(set) var measurements: [Measurement] = []

    /// Takes a measurement and prints its line at once: the whole table takes minutes.
    mutating func add(_ measurement: Measurement) {
        if measurements.isEmpty { print(Self.header) }
        measurements.append(measurement)
        print(Self.line(measurement))
        fflush(nil)
    }

    /// Writes the list as JSON.
    func write(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try encoder.encode(measurements).write(to: URL(fileURLWithPath: path), options: .atomic)
    }

    private static let header =
        row(["measurement", "value", "unit", "floor", "ratio", "goal", "met", "runs", "min", "max"])

    private static func line(_ it: Measurement) -> String {
        row([
            it.id, Number.text(it.value), it.unit, it.floor.map(Number.text) ?? "", it.ratio.map(Number.text) ?? "",
            it.goalText ?? "", it.isMet.map { $0 ? "yes" : "NO" } ?? "", String(it.runs),
            it.spread.map { Number.text($0.least) } ?? "", it.spread.map { Number.text($0.most) } ?? "",
        ])
    }

    private static func row(_ cells: [String]) -> String {
        let widths = [29, 10, 10, 10, 8, 30, 4, 5, 10, 10]
        return zip(cells, widths)
            .map { cell, width in cell + String(repeating: " ", count: max(1, width - cell.count)) }
            .joined()
    }
}
