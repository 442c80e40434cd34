/// What a system entry tells.
package enum SystemEvent: String, Hashable, Sendable, CaseIterable, JSONConvertible {
    case start
    case stop
    case tenant
    case backup
    case restore
    case configuration
    case ca
    case epoch
    case resubmitted
    case handover
}
