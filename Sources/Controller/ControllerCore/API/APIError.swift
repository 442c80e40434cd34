/// The body of every answer that isn't a success.
///
/// `code` is a gate code, a parser reason or one of the words below and is meant for programs; `message` says what
/// failed with real values, `hint` the next step, both for people.
package struct APIError: Codable, Hashable, Sendable, Error {
    package var code: String
    package var message: String
    package var hint: String?
    /// Path of the refused member of a statement (`action.parameters.queue`), if that is what failed.
    package var member: String?

    package init(code: String, message: String, hint: String? = nil, member: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
        self.member = member
    }
}

extension APIError: CustomStringConvertible {
    package var description: String {
        message
    }
}
