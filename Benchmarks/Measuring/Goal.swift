/// What a measurement has to reach.
enum Goal {
    case atMost(Double)
    case below(Double)
    case atLeast(Double)
    /// Of the floor that was measured in the same run.
    case ratioAtMost(Double)
    case ratioAtLeast(Double)

    func isMet(value: Double, ratio: Double?) -> Bool {
        switch self {
        case .atMost(let limit): value <= limit
        case .below(let limit): value < limit
        case .atLeast(let limit): value >= limit
        case .ratioAtMost(let limit): ratio.map { $0 <= limit } ?? false
        case .ratioAtLeast(let limit): ratio.map { $0 >= limit } ?? false
        }
    }

    func text(_ unit: String) -> String {
        switch self {
        case .atMost(let limit): "<= \(Number.text(limit)) \(unit)"
        case .below(let limit): "< \(Number.text(limit)) \(unit)"
        case .atLeast(let limit): ">= \(Number.text(limit)) \(unit)"
        case .ratioAtMost(let limit): "<= \(Number.text(limit)) x floor"
        case .ratioAtLeast(let limit): ">= \(Number.text(limit)) x floor"
        }
    }
}
