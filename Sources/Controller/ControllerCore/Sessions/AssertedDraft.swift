package import Model

/// A draft of what only the controller asserts.
package enum AssertedDraft {
    package static func access(_ words: AccessWords) throws -> LogDraft {
        try LogDraft(kind: .access, text: words.rendered(), signatures: [])
    }

    package static func system(_ words: SystemWords) throws -> LogDraft {
        try LogDraft(kind: .system, text: words.rendered(), signatures: [])
    }
}
