package import Model

/// An entry before it has a time and an index: the log gives it both when it commits.
package struct LogDraft: Sendable {
    /// The longest leaf that a log takes (c2sp.org/tlog-tiles: a bundle writes the length in 16 bits).
    package static let maximumLeafBytes = StrictJSON.leafLimit

    /// What may stand in the log once; an append whose claim is taken is refused with `alreadyLogged`.
    package let claims: [LogClaim]
    /// A further condition, judged inside the commit against the log as it is then.
    ///
    /// It throws to refuse.
    package let precondition: (@Sendable (any LogReading) throws -> Void)?

    /// The entry, complete but for its time.
    private let template: Entry

    /// The entry's kind.
    package var kind: EntryKind { template.kind }

    /// The exact statement text.
    package var text: StatementText { template.statementText }

    /// Renders a leaf ahead of its commit; only the time stays open.
    ///
    /// What a reader of the log would refuse is refused here, signatures included, and never queued.
    /// - Parameters:
    ///   - kind: the entry's kind.
    ///   - text: the exact statement.
    ///   - signatures: armored signatures over it.
    ///   - claims: claims besides those that the statement makes by itself.
    ///   - precondition: judged inside the commit.
    /// - Throws: `Refusal`, with `tooLarge` for a leaf above 65,535 bytes.
    package init(
        kind: EntryKind,
        text: StatementText,
        signatures: [String],
        claims: [LogClaim] = [],
        precondition: (@Sendable (any LogReading) throws -> Void)? = nil
    ) throws(Refusal) {
        let entry = try Entry.make(at: Self.placeholder, kind: kind, statement: text, signatures: signatures)
        self.init(entry, claims: claims, precondition: precondition)
    }

    /// As ``init(kind:text:signatures:claims:precondition:)``, of a statement and signatures that were judged already.
    package init(
        kind: EntryKind,
        text: StatementText,
        statement: Statement,
        verified: [VerifiedSignature],
        claims: [LogClaim] = [],
        precondition: (@Sendable (any LogReading) throws -> Void)? = nil
    ) throws(Refusal) {
        let entry = try Entry.make(
            at: Self.placeholder,
            kind: kind,
            text: text,
            statement: statement,
            verified: verified
        )
        self.init(entry, claims: claims, precondition: precondition)
    }

    private init(
        _ entry: Entry,
        claims: [LogClaim],
        precondition: (@Sendable (any LogReading) throws -> Void)?
    ) {
        template = entry
        let own = LogClaim.made(by: entry.statement)
        self.claims = own + claims.filter { !own.contains($0) }
        self.precondition = precondition
    }

    /// The entry at a given time.
    package func entry(at time: Timestamp) throws(Refusal) -> Entry {
        try template.stamped(time)
    }

    /// The leaf's exact bytes at a given time.
    package func leaf(at time: Timestamp) throws(Refusal) -> [UInt8] {
        try entry(at: time).leaf
    }

    private static let placeholder = Timestamp(seconds: 0)
}
