/// How much harm an item can do.
package enum RiskLevel: String, Hashable, Sendable, CaseIterable, JSONConvertible {
    case low
    case medium
    case high
}
