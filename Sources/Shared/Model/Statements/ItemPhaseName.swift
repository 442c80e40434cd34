/// The phases of an item.
package enum ItemPhaseName: String, Hashable, Sendable, CaseIterable, JSONConvertible {
    case check
    case fix
    case undo
}
