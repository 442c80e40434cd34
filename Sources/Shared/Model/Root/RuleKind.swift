/// What a rule of a trust root can be about: the kinds of actions, and three statements that are judged by rules too.
package enum RuleKind: String, CaseIterable, Hashable, Sendable, CustomStringConvertible {
    case script
    case catalog
    case collect
    case update
    /// Admits devices, names them, puts them into groups.
    case device
    /// Publishes a catalogue item.
    case publish
    /// Publishes a release of the software itself.
    case release

    /// Kinds that later versions may define; a document that names one is refused as unsupported, not as unknown.
    package static let reserved = ["session", "file", "standing"]

    package var description: String { rawValue }
}

/// An item id, or the beginning of one and a final `*`.
package struct ItemPattern: Hashable, Sendable, CustomStringConvertible {
    private let stem: [UInt8]
    private let isPrefix: Bool
    package let description: String

    /// Reads a pattern: `printer.restart`, `printer.*`, `*`; nil for anything else.
    package init?(_ text: String) {
        isPrefix = text.utf8.last == UInt8(ascii: "*")
        stem = isPrefix ? Array(text.utf8.dropLast()) : Array(text.utf8)
        guard stem.isEmpty ? isPrefix : ItemID(String(decoding: stem, as: UTF8.self)) != nil else { return nil }
        description = text
    }

    /// Whether an item falls under the pattern.
    package func matches(_ item: ItemID) -> Bool {
        let bytes = item.description.utf8
        return isPrefix ? bytes.starts(with: stem) : bytes.elementsEqual(stem)
    }
}
