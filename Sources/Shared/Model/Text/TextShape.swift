/// The shape of a name: what may stand first, what may follow, and how many bytes in all.
package struct TextShape: Sendable {
    package let first: ASCIISet
    package let rest: ASCIISet
    package let length: ClosedRange<Int>

    package init(first: ASCIISet, rest: ASCIISet, length: ClosedRange<Int>) {
        self.first = first
        self.rest = rest
        self.length = length
    }

    /// Group, rule, conflict and profile names, words of agents: `[a-z][a-z0-9-]{0,31}`.
    package static let plain = TextShape(first: .lower, rest: .lower | .digits | ASCIISet("-"), length: 1...32)
    /// Persons and items: `[a-z][a-z0-9.-]{0,62}`.
    package static let dotted = TextShape(first: .lower, rest: .lower | .digits | ASCIISet(".-"), length: 1...63)

    package func matches(_ text: some StringProtocol) -> Bool {
        matches(utf8: text.utf8)
    }

    /// Judges bytes: what counts characters would let a combining mark hide behind a prefix.
    package func matches(utf8 bytes: some Collection<UInt8>) -> Bool {
        guard length.contains(bytes.count), let head = bytes.first, first.contains(head) else { return false }
        return bytes.dropFirst().allSatisfy(rest.contains)
    }
}
