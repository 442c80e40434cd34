/// How an operation ended on a device.
package enum Outcome: String, Hashable, Sendable, CaseIterable, JSONConvertible {
    case succeeded
    case failed
    case signalled
    case timedOut = "timed-out"
    case cancelled
    case refused
    case expired
    case interrupted
}
