/// An object whose members are all known: what isn't declared is refused, and so is what is declared and missing.
package struct ClosedObject: Sendable {
    package let path: MemberPath
    private let members: [JSONMember]

    package init(_ field: Field, required: [String], optional: [String] = []) throws(Refusal) {
        guard case .object(let members) = field.value else { throw field.refusal(.wrongType) }
        for member in members
        where !required.contains(where: member.isNamed) && !optional.contains(where: member.isNamed) {
            throw Refusal(.unknownMember, at: field.path.member(member.name))
        }
        for name in required where !members.contains(where: { $0.isNamed(name) }) {
            throw Refusal(.missingMember, at: field.path.member(name))
        }
        self.members = members
        path = field.path
    }

    package var isEmpty: Bool { members.isEmpty }

    /// A member that has to be there.
    package func callAsFunction(_ name: String) throws(Refusal) -> Field {
        guard let field = field(name) else { throw refusal(.missingMember, name) }
        return field
    }

    /// A member that may be absent, read by `read` where it is there.
    package func optional<Value>(
        _ name: String,
        _ read: (Field) throws(Refusal) -> Value
    ) throws(Refusal) -> Value? {
        guard let field = field(name) else { return nil }
        return try read(field)
    }

    package func contains(_ name: String) -> Bool {
        field(name) != nil
    }

    /// A refusal of one member of this object.
    package func refusal(_ reason: Reason, _ name: String) -> Refusal {
        Refusal(reason, at: path.member(name))
    }

    private func field(_ name: String) -> Field? {
        members.first { $0.isNamed(name) }.map { Field($0.value, at: path.member(name)) }
    }
}
