/// A typed value for a parameter of an item.
package enum ParameterValue: Hashable, Sendable, JSONConvertible {
    case string(String)
    case integer(UInt64)
    case bool(Bool)

    package static func parse(_ field: Field) throws(Refusal) -> ParameterValue {
        switch field.value {
        case .string: .string(try field.parameterText())
        case .integer(let number): .integer(number)
        case .bool(let flag): .bool(flag)
        case .object, .array: throw field.refusal(.wrongType)
        }
    }

    /// The value as a script finds it in its environment.
    package var text: String {
        switch self {
        case .string(let text): text
        case .integer(let number): String(number)
        case .bool(let flag): flag ? "true" : "false"
        }
    }

    package var json: JSONValue {
        switch self {
        case .string(let text): .string(text)
        case .integer(let number): .integer(number)
        case .bool(let flag): .bool(flag)
        }
    }
}

extension Field {
    /// The text of a parameter: at most 4,096 bytes, empty allowed.
    func parameterText() throws(Refusal) -> String {
        let text = try string()
        guard text.utf8.count <= ScriptAction.largestValue else { throw refusal(.tooLong) }
        return text
    }
}
