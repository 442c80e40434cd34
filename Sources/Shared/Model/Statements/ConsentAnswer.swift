/// What the person at the device said.
package enum ConsentAnswer: String, Hashable, Sendable, CaseIterable, JSONConvertible {
    case given
    case refused
    case absent
}
