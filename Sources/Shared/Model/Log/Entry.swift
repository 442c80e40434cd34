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
        let envelope = try EntryEnvelope(leaf: leaf)
        let count = envelope.signatures.count
        guard envelope.kind == .root || count <= 4 else { throw Refusal(.tooMany, "signatures") }
        guard envelope.kind.signatureCount.contains(count) else { throw Refusal(.signatureCount, "signatures") }
        let text = StatementText(envelope.statement)
        do throws(Refusal) {
            statement = try Statement.parse(text, as: envelope.kind.statementType, zones: zones)
        } catch {
            throw error.within("statement")
        }
        (signatures, facts) = try Entry.verify(envelope, over: text.bytes, passkeys: passkeys)
        at = envelope.at
        kind = envelope.kind
        statementText = text
        self.leaf = leaf
        try checkOwnKey()
    }

    /// Verifies all signatures; one that fails refuses the entry.
    private static func verify(
        _ envelope: EntryEnvelope,
        over message: [UInt8],
        passkeys: PasskeyOrigins
    ) throws(Refusal) -> ([SSHSignature], [SignatureFacts]) {
        var signatures: [SSHSignature] = []
        var facts: [SignatureFacts] = []
        for (index, armored) in envelope.signatures.enumerated() {
            do throws(SSHSIGError) {
                let signature = try SSHSignature(armored: armored)
                facts.append(
                    try signature.verify(message: message, namespace: envelope.kind.namespace ?? "", passkeys: passkeys)
                )
                signatures.append(signature)
            } catch {
                throw Refusal(Reason(rawValue: error.reason.rawValue) ?? .signatureMalformed, "signatures[\(index)]")
            }
            guard facts.dropLast().allSatisfy({ $0.key != facts[index].key }) else {
                throw Refusal(.duplicate, "signatures[\(index)]")
            }
        }
        return (signatures, facts)
    }

    /// Enrolments and receipts are signed by the key that the device's id is made of.
    private func checkOwnKey() throws(Refusal) {
        switch statement {
        case .enrolment(let enrolment):
            guard facts.first?.key == enrolment.receiptKey else { throw Refusal(.signer, "signatures[0]") }
        case .receipt(let receipt):
            guard facts.first.map({ DeviceID(receiptKey: $0.key) }) == receipt.device else {
                throw Refusal(.signer, "signatures[0]")
            }
        default:
            break
        }
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
