/// What a statement of one type says.
///
/// Values that come from `parse` obey every rule of their type. One who builds a value to sign it has its text parsed
/// again before anybody signs.
package protocol StatementContent: Hashable, Sendable, JSONConvertible {
    static var type: StatementType { get }
}

extension StatementContent {
    /// A new text with these members, in the order of docs/protocol.md.
    ///
    /// Only for whoever makes the statement: what has been signed is kept as the bytes that were signed.
    package func rendered() -> StatementText {
        JSONWriter.text(json)
    }
}
