/// An identifier of one kind: a text that has passed the shape of its kind.
package protocol TextIdentifier: Hashable, Comparable, Sendable, CustomStringConvertible, JSONConvertible {
    /// The word with which a text of another shape is refused.
    static var refusal: Reason { get }

    var text: String { get }

    init?(_ text: String)
}

extension TextIdentifier {
    package var description: String { text }

    package var json: JSONValue { .string(text) }

    /// Byte order; all identifiers are ASCII.
    package static func < (left: Self, right: Self) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
}
