/// The kinds of action of version 1.
package enum ActionKind: String, Hashable, Sendable, CaseIterable, JSONConvertible {
    case script
    case catalog
    case collect
    case update
}
