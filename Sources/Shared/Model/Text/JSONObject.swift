/// An object under construction: members stand in the order in which they are set.
package struct JSONObject: JSONConvertible {
    private var members: [JSONMember] = []

    package init() {}

    /// An object that begins with a statement's type.
    package init(type: String) {
        set("type", type)
    }

    /// Appends a member; nil leaves it out, as optional members are absent and never null.
    package mutating func set(_ name: String, _ value: (some JSONConvertible)?) {
        guard let value else { return }
        members.append(JSONMember(name: name, value: value.json))
    }

    /// An object that begins with a statement's type.
    package init(_ type: StatementType) {
        set("type", type.text)
    }

    /// Appends an object whose members are data, in ascending order; an empty one is left out.
    package mutating func setUnlessEmpty<Name: TextIdentifier>(_ name: String, _ values: [Name: some JSONConvertible]) {
        guard !values.isEmpty else { return }
        set(name, values)
    }

    /// Appends a flag that stands only for true.
    package mutating func setFlag(_ name: String, _ flag: Bool) {
        guard flag else { return }
        set(name, true)
    }

    package var json: JSONValue { .object(members) }
}
