import Model

/// What a reader refused a text for; nil if it took it.
func refusal(_ body: () throws(Refusal) -> Void) -> Refusal? {
    do throws(Refusal) {
        try body()
        return nil
    } catch {
        return error
    }
}

/// A text with a passage exchanged wherever it stands; an empty passage stands nowhere.
func edited(_ text: StatementText, _ passage: String, _ other: String) -> StatementText {
    var result: [UInt8] = []
    var rest = text.bytes[...]
    let sought = Array(passage.utf8)
    while !rest.isEmpty {
        if !sought.isEmpty, rest.starts(with: sought) {
            result.append(contentsOf: other.utf8)
            rest = rest.dropFirst(sought.count)
        } else {
            result.append(rest.removeFirst())
        }
    }
    return StatementText(result)
}
