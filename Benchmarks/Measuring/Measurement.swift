import Foundation

/// One line of the results: a value, what it is compared with, and how it came about.
struct Measurement: Encodable {
    let id: String
    let unit: String
    let value: Double
    /// The least that the machine itself needs for it, measured in the same run; nil where there is no such thing.
    let floor: Double?
    let goals: [Goal]
    let runs: Int
    let spread: Spread?
    let note: String

    /// - Parameters:
    ///   - spread: smallest and largest of the runs, where they were more than one.
    ///   - note: how it was measured, as one who repeats it has to know.
    init(
        _ id: String,
        unit: String,
        value: Double,
        floor: Double? = nil,
        goals: [Goal] = [],
        runs: Int,
        spread: Spread? = nil,
        note: String
    ) {
        self.id = id
        self.unit = unit
        self.value = value
        self.floor = floor
        self.goals = goals
        self.runs = runs
        self.spread = spread
        self.note = note
    }

    /// The median of several runs.
    init(_ id: String, unit: String, _ samples: [Double], floor: Double? = nil, goals: [Goal] = [], note: String) {
        let spread = Spread(samples)
        self.init(
            id,
            unit: unit,
            value: spread.median,
            floor: floor,
            goals: goals,
            runs: samples.count,
            spread: spread,
            note: note
        )
    }

    var ratio: Double? { floor.flatMap { $0 > 0 ? value / $0 : nil } }

    /// Nil where nothing is asked: the value is printed for orientation.
    var isMet: Bool? { goals.isEmpty ? nil : goals.allSatisfy { $0.isMet(value: value, ratio: ratio) } }

    var goalText: String? {
        goals.isEmpty ? nil : goals.map { $0.text(unit) }.joined(separator: ", ")
    }

    private enum Key: String, CodingKey {
        case id, unit, value, floor, ratio, goal, met, runs, note
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(id, forKey: .id)
        try values.encode(unit, forKey: .unit)
        try values.encode(Number.rounded(value), forKey: .value)
        try values.encode(floor.map(Number.rounded), forKey: .floor)
        try values.encode(ratio.map(Number.rounded), forKey: .ratio)
        try values.encode(goalText, forKey: .goal)
        try values.encode(isMet, forKey: .met)
        try values.encode(runs, forKey: .runs)
        try values.encode(spread.map { "\(note) (\($0.text))" } ?? note, forKey: .note)
    }
}

/// Smallest, middle and largest of some samples.
struct Spread {
    let least: Double
    let median: Double
    let most: Double

    init(_ samples: [Double]) {
        let sorted = samples.sorted()
        least = sorted.first ?? .nan
        most = sorted.last ?? .nan
        if sorted.isEmpty {
            median = .nan
        } else if sorted.count % 2 == 1 {
            median = sorted[sorted.count / 2]
        } else {
            median = (sorted[sorted.count / 2 - 1] + sorted[sorted.count / 2]) / 2
        }
    }

    var text: String { "min \(Number.text(least)), max \(Number.text(most))" }
}

/// Four significant digits: more would claim what nobody measured.
enum Number {
    static func rounded(_ value: Double) -> Double {
        guard value.isFinite, value != 0 else { return 0 }
        let scale = pow(10, 3 - floor(log10(abs(value))))
        return (value * scale).rounded() / scale
    }

    static func text(_ value: Double) -> String {
        let rounded = rounded(value)
        return rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int(rounded)) : String(rounded)
    }
}
