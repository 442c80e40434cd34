/// How much a run is fenced in.
package enum RunProfile: String, Hashable, Sendable, CaseIterable, JSONConvertible {
    case unprivileged
    case readonly
    case nonetwork
    case sealed
}
