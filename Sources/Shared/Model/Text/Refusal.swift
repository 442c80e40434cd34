/// What was wrong with a text and where: the answer of every reader in this module.
package struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// The one word that says what was wrong.
    package let reason: Reason
    /// The path of the member at fault, such as `targets.devices[1]`; empty for the whole text.
    package let member: String

    package init(_ reason: Reason, _ member: String = "") {
        self.reason = reason
        self.member = member
    }

    package init(_ reason: Reason, at path: MemberPath) {
        self.init(reason, path.description)
    }

    /// The same refusal, seen from the document that carries this one in `member`.
    package func within(_ outer: String) -> Refusal {
        Refusal(reason, member.isEmpty ? outer : "\(outer).\(member)")
    }

    package var description: String {
        member.isEmpty
            ? "the text is refused: \(reason.rawValue); compare it with docs/protocol.md"
            : "\"\(member)\" is refused: \(reason.rawValue); compare it with docs/protocol.md"
    }
}
