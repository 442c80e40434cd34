package import Model
package import Trust

extension APIError {
    /// A text that the reader of statements refuses.
    package init(refusal: Refusal) {
        self.init(
            code: refusal.reason.rawValue,
            message: refusal.member.isEmpty
                ? "the statement is refused: \(refusal.reason.rawValue)"
                : "\"\(refusal.member)\" is refused: \(refusal.reason.rawValue)",
            hint: "compare it with docs/protocol.md, correct it and sign it again",
            member: refusal.member.isEmpty ? nil : refusal.member
        )
    }

    /// A refusal that the device would give too.
    package init(_ code: RefusalCode, _ message: String, hint: String? = nil, member: String? = nil) {
        self.init(code: code.rawValue, message: message, hint: hint, member: member)
    }
}
