/// What a note is about.
package enum NoteSubject: Hashable, Sendable, JSONConvertible {
    case device(DeviceID)
    case operation(OperationID)

    package static func parse(_ field: Field) throws(Refusal) -> NoteSubject {
        let text = try field.string()
        if let device = DeviceID(text) { return .device(device) }
        guard let operation = OperationID(text) else { throw field.refusal(.format) }
        return .operation(operation)
    }

    package var json: JSONValue {
        switch self {
        case .device(let id): id.json
        case .operation(let id): id.json
        }
    }
}
