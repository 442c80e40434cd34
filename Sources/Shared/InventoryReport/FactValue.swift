/// One value of an inventory report: JSON without floating point.
///
/// Numbers are integers in base units (bytes, hertz, seconds); what a device does not have is `null`, never 0 or "".
/// Object keys are fixed words of the schema (`a-z 0-9 _ /`), so device text only ever appears as a string value.
/// Equality of strings is Swift's (canonically equivalent spellings are equal); identity of content is a question for
/// the hash over the canonical form, not for `==`.
package enum FactValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    case string(String)
    case array([FactValue])
    case object([String: FactValue])
}

extension FactValue {
    /// The string, or `null` when there is none.
    package static func text(_ value: String?) -> FactValue {
        value.map(FactValue.string) ?? .null
    }

    /// The integer, or `null` when there is none.
    package static func number(_ value: Int64?) -> FactValue {
        value.map(FactValue.integer) ?? .null
    }

    /// The truth value, or `null` when it is not known.
    package static func flag(_ value: Bool?) -> FactValue {
        value.map(FactValue.bool) ?? .null
    }

    /// A list of strings.
    package static func texts(_ values: [String]) -> FactValue {
        .array(values.map(FactValue.string))
    }

    /// The member of an object, `null` if this is no object or has no such member.
    package subscript(_ key: String) -> FactValue {
        guard case .object(let members) = self else { return .null }
        return members[key] ?? .null
    }

    /// The string inside, if this is one.
    package var text: String? {
        guard case .string(let value) = self else { return nil }
        return value
    }

    /// The integer inside, if this is one.
    package var number: Int64? {
        guard case .integer(let value) = self else { return nil }
        return value
    }

    /// The truth value inside, if this is one.
    package var flag: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    /// The elements of an array, nothing for any other value.
    package var elements: [FactValue] {
        guard case .array(let values) = self else { return [] }
        return values
    }

    /// Whether this is `null`.
    package var isNull: Bool {
        self == .null
    }
}
