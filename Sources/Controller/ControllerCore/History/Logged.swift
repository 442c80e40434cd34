package import Model
package import SSHSIG
package import TransparencyLog

/// A statement with its place in the log and what its signatures proved.
package struct Logged<Content: Sendable & Hashable>: Hashable, Sendable {
    package let content: Content
    /// The digest of the statement's exact bytes.
    package let sha256: Digest
    /// The leaf's index.
    package let index: UInt64
    /// The controller's clock when the leaf was appended.
    package let at: Timestamp
    package let facts: [SignatureFacts]

    package init(_ content: Content, sha256: Digest, index: UInt64, at: Timestamp, facts: [SignatureFacts]) {
        self.content = content
        self.sha256 = sha256
        self.index = index
        self.at = at
        self.facts = facts
    }

    package init(_ content: Content, _ entry: Entry, index: UInt64) {
        self.init(content, sha256: entry.statementText.sha256, index: index, at: entry.at, facts: entry.facts)
    }
}
