/// Whether a device takes orders.
package enum DeviceState: String, Hashable, Sendable, CaseIterable, JSONConvertible {
    case quarantined
    case active
    case retired
}
