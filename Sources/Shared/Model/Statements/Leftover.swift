/// What was left running after a run.
package enum Leftover: String, Hashable, Sendable, CaseIterable, JSONConvertible {
    case none
    case killed
    case unknown
}
