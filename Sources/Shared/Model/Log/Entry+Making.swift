package import SSHSIG

/// A signature over a statement that was verified, in the namespace of the statement's kind.
package struct VerifiedSignature: Hashable, Sendable {
    /// As it came.
    package let armored: String
    package let signature: SSHSignature
    /// What its verification proved.
    package let facts: SignatureFacts

    package init(armored: String, signature: SSHSignature, facts: SignatureFacts) {
        self.armored = armored
        self.signature = signature
        self.facts = facts
    }

    /// Whether a reader of the leaf takes the text for a string of an entry as it stands.
    fileprivate var isPlain: Bool {
        armored.utf8.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) }
    }
}

extension Entry {
    /// Makes an entry out of a statement that was parsed and signatures that were verified, so that nothing is done twice.
    ///
    /// What a reader of the leaf would refuse is refused here: number of signatures, keys that sign twice, keys that are
    /// not the device's own, a leaf that is too long.
    package static func make(
        at: Timestamp,
        kind: EntryKind,
        text: StatementText,
        statement: Statement,
        verified: [VerifiedSignature]
    ) throws(Refusal) -> Entry {
        let envelope = EntryEnvelope(at: at, kind: kind, statement: text.string, signatures: verified.map(\.armored))
        // Text that might read otherwise than it was meant is read, rather than reasoned about.
        guard verified.allSatisfy(\.isPlain) else { return try Entry(leaf: envelope.rendered()) }
        guard kind == .root || verified.count <= 4 else { throw Refusal(.tooMany, "signatures") }
        guard verified.count <= signatureLimit, kind.signatureCount.contains(verified.count) else {
            throw Refusal(.signatureCount, "signatures")
        }
        for (index, signature) in verified.enumerated() {
            guard verified.prefix(index).allSatisfy({ $0.facts.key != signature.facts.key }) else {
                throw Refusal(.duplicate, "signatures[\(index)]")
            }
        }
        let leaf = envelope.rendered()
        guard leaf.count <= StrictJSON.leafLimit else { throw Refusal(.tooLarge) }
        let entry = Entry(
            at: at,
            kind: kind,
            statementText: text,
            statement: statement,
            signatures: verified.map(\.signature),
            facts: verified.map(\.facts),
            leaf: leaf
        )
        try entry.refuseForeignKey()
        return entry
    }

    /// Makes an entry and reads it back, so that nothing enters a log that a reader would refuse.
    package static func make(
        at: Timestamp,
        kind: EntryKind,
        statement: StatementText,
        signatures: [String]
    ) throws(Refusal) -> Entry {
        let envelope = EntryEnvelope(at: at, kind: kind, statement: statement.string, signatures: signatures)
        return try Entry(leaf: envelope.rendered())
    }

    /// An entry of one's own log, which was verified before it was appended; nil where an authenticator signed, whose
    /// attestation has to be read anew.
    package init?(stored read: UnverifiedEntry) {
        guard read.signatures.allSatisfy({ !$0.publicKey.algorithm.isSecurityKey }) else { return nil }
        self.init(
            at: read.at,
            kind: read.kind,
            statementText: read.statementText,
            statement: read.statement,
            signatures: read.signatures,
            facts: read.signatures.map {
                SignatureFacts(key: $0.publicKey, userPresent: false, userVerified: false, origin: nil, counter: nil)
            },
            leaf: read.leaf
        )
    }

    /// This entry at another time.
    ///
    /// All times have the same length, so the leaf is patched: escaping a statement again would be done in a log's
    /// serial section, where every writer waits for it.
    package func stamped(_ time: Timestamp) throws(Refusal) -> Entry {
        let prefix = "{\"type\":\"\(Self.type)\",\"at\":\"".utf8.count
        let (old, new) = (Array(at.text.utf8), Array(time.text.utf8))
        let place = prefix..<(prefix + old.count)
        guard old.count == new.count, leaf.count >= place.upperBound, leaf[place].elementsEqual(old) else {
            throw Refusal(.format, "at")
        }
        var stamped = leaf
        stamped.replaceSubrange(place, with: new)
        return Entry(
            at: time,
            kind: kind,
            statementText: statementText,
            statement: statement,
            signatures: signatures,
            facts: facts,
            leaf: stamped
        )
    }

    /// Puts an entry together from parts that were judged.
    private init(
        at: Timestamp,
        kind: EntryKind,
        statementText: StatementText,
        statement: Statement,
        signatures: [SSHSignature],
        facts: [SignatureFacts],
        leaf: [UInt8]
    ) {
        self.at = at
        self.kind = kind
        self.statementText = statementText
        self.statement = statement
        self.signatures = signatures
        self.facts = facts
        self.leaf = leaf
    }

    /// Enrolments and receipts are signed by the key that the device's id is made of.
    private func refuseForeignKey() throws(Refusal) {
        let isOwn =
            switch statement {
            case .enrolment(let enrolment): facts.first?.key == enrolment.receiptKey
            case .receipt(let receipt): facts.first.map { DeviceID(receiptKey: $0.key) } == receipt.device
            default: true
            }
        guard isOwn else { throw Refusal(.signer, "signatures[0]") }
    }
}
