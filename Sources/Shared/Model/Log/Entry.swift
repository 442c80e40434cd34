package import SSHSIG

/// One leaf of a tenant's log, judged alone: its text, kind, statement, and the mathematics of its signatures.
///
/// Whether the signers may sign is judged elsewhere; only enrolments and receipts prove their own key. The leaf is
/// kept as the bytes that came: no step makes it anew.
package struct Entry: Hashable, Sendable {
    package static let type = "countersign/entry/v1"
    /// The most signatures of any entry; all but roots have fewer.
    package static let signatureLimit = 16

    /// The controller's clock when it took the entry in.
    package let at: Timestamp
    package let kind: EntryKind
    package let statementText: StatementText
    package let statement: Statement
    package let signatures: [SSHSignature]
    /// What each signature proved, in the same order; no key stands twice.
    package let facts: [SignatureFacts]
    package let leaf: [UInt8]

    /// Reads a leaf.
    ///
    /// - Parameters:
    ///   - leaf: at most 65,535 bytes.
    ///   - passkeys: the pages on which a passkey counts. By default any over TLS does, and whoever judges the signers
    ///     has to compare ``SignatureFacts/origin`` with the root's list.
    ///   - zones: the time zones that may be named.
    package init(
        leaf: [UInt8],
        passkeys: PasskeyOrigins = .anySecure,
        zones: any TimeZoneDirectory = SystemTimeZones()
    ) throws(Refusal) {
        self = try UnverifiedEntry(leaf: leaf, zones: zones).verified(passkeys: passkeys)
    }

    init(_ read: UnverifiedEntry, facts: [SignatureFacts]) {
        at = read.at
        kind = read.kind
        statementText = read.statementText
        statement = read.statement
        signatures = read.signatures
        leaf = read.leaf
        self.facts = facts
    }
}

extension Entry {
    /// Makes a leaf and reads it back, so that nothing enters a log that a reader would refuse.
    package static func render(
        at: Timestamp,
        kind: EntryKind,
        statement: StatementText,
        signatures: [String],
        passkeys: PasskeyOrigins = .anySecure,
        zones: any TimeZoneDirectory = SystemTimeZones()
    ) throws(Refusal) -> [UInt8] {
        let envelope = EntryEnvelope(at: at, kind: kind, statement: statement.string, signatures: signatures)
        return try Entry(leaf: envelope.rendered(), passkeys: passkeys, zones: zones).leaf
    }
}
