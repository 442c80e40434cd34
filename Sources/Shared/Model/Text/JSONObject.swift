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

    /// Appends a flag that stands only for true.
    package mutating func setFlag(_ name: String, _ flag: Bool) {
        guard flag else { return }
        set(name, true)
    }

    package var json: JSONValue { .object(members) }
}
