/// The types of an item's parameters.
package enum ParameterType: String, Hashable, Sendable, CaseIterable, JSONConvertible {
    case string
    case integer
    case boolean
    case choice
}
