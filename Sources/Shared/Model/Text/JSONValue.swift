/// A value of a strict JSON text: no null, integers only, members in the order of the text.
package indirect enum JSONValue: Equatable, Sendable {
    case object([JSONMember])
    case array([JSONValue])
    case string(String)
    case integer(UInt64)
    case bool(Bool)

    /// The value of a member of an object; nil for other values and for absent members.
    package subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.isNamed(name) }?.value
    }

    /// The text of a string value; nil for all others.
    package var stringValue: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }
}

/// One member of an object.
package struct JSONMember: Equatable, Sendable {
    package let name: String
    package let value: JSONValue

    package init(name: String, value: JSONValue) {
        self.name = name
        self.value = value
    }

    /// Compares names byte by byte.
    ///
    /// Swift's `==` on strings takes canonically equivalent texts for equal, by which U+212A KELVIN SIGN would pass for
    /// the `K` of `agentKey`.
    package func isNamed(_ other: String) -> Bool {
        name.utf8.elementsEqual(other.utf8)
    }
}
