package import Model

/// An entry before it has a time and an index: the log gives it both when it commits.
package struct LogDraft: Sendable {
    /// The longest leaf that a log takes (c2sp.org/tlog-tiles: a bundle writes the length in 16 bits).
    package static let maximumLeafBytes = StrictJSON.leafLimit

    /// The entry's kind.
    package let kind: EntryKind
    /// The exact statement text.
    package let text: StatementText
    /// Armored signatures over the text.
    package let signatures: [String]
    /// What may stand in the log once; an append whose claim is taken is refused with `alreadyLogged`.
    package let claims: [LogClaim]
    /// A further condition, judged inside the commit against the log as it is then.
    ///
    /// It throws to refuse.
    package let precondition: (@Sendable (any LogReading) throws -> Void)?

    private let template: [UInt8]

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
        self.kind = kind
        self.text = text
        self.signatures = signatures
        self.precondition = precondition
        template = try Entry.render(at: Self.placeholder, kind: kind, statement: text, signatures: signatures)
        let own = LogClaim.made(by: try Statement.parse(text, as: kind.statementType))
        self.claims = own + claims.filter { !own.contains($0) }
    }

    /// The leaf's exact bytes at a given time.
    ///
    /// All times have the same length, so the rendered leaf is patched: escaping a statement again would be done
    /// inside the log's serial section, where every writer waits for it.
    package func leaf(at time: Timestamp) throws(Refusal) -> [UInt8] {
        let open = Array(Self.placeholder.text.utf8)
        let start = Self.timeOffset
        let new = Array(time.text.utf8)
        guard new.count == open.count, template.count >= start + open.count,
            template[start..<(start + open.count)].elementsEqual(open)
        else { return try Entry.render(at: time, kind: kind, statement: text, signatures: signatures) }
        var leaf = template
        leaf.replaceSubrange(start..<(start + open.count), with: new)
        return leaf
    }

    private static let placeholder = Timestamp(seconds: 0)
    /// Where the time stands in `{"type":"countersign/entry/v1","at":"…`.
    private static let timeOffset = "{\"type\":\"countersign/entry/v1\",\"at\":\"".utf8.count
}
