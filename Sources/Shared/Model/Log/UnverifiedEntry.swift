package import SSHSIG

/// One leaf of a tenant's log, read to the last byte, before the mathematics of its signatures.
///
/// Reading and verifying are apart because the second takes most of the time of whoever checks a whole log.
package struct UnverifiedEntry: Sendable {
    /// The controller's clock when it took the entry in.
    package let at: Timestamp
    package let kind: EntryKind
    package let statementText: StatementText
    package let statement: Statement
    package let signatures: [SSHSignature]
    package let leaf: [UInt8]

    /// Reads a leaf.
    ///
    /// - Parameters:
    ///   - leaf: at most 65,535 bytes.
    ///   - zones: the time zones that may be named.
    package init(leaf: [UInt8], zones: any TimeZoneDirectory = SystemTimeZones()) throws(Refusal) {
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
        var signatures: [SSHSignature] = []
        for (index, armored) in envelope.signatures.enumerated() {
            let signature = try Self.signature(armored, at: index)
            guard signatures.allSatisfy({ $0.publicKey != signature.publicKey }) else {
                throw Refusal(.duplicate, "signatures[\(index)]")
            }
            signatures.append(signature)
        }
        self.signatures = signatures
        at = envelope.at
        kind = envelope.kind
        statementText = text
        self.leaf = leaf
    }

    /// Verifies all signatures in the namespace of the kind; one that fails refuses the entry, and so does an enrolment
    /// or receipt by another key than its device's.
    package func verified(passkeys: PasskeyOrigins = .anySecure) throws(Refusal) -> Entry {
        var facts: [SignatureFacts] = []
        for (index, signature) in signatures.enumerated() {
            do throws(SSHSIGError) {
                facts.append(
                    try signature.verify(
                        message: statementText.bytes,
                        namespace: kind.namespace ?? "",
                        passkeys: passkeys
                    )
                )
            } catch {
                throw Self.refusal(error, at: index)
            }
        }
        try checkOwnKey()
        return Entry(self, facts: facts)
    }

    private static func signature(_ armored: String, at index: Int) throws(Refusal) -> SSHSignature {
        do throws(SSHSIGError) {
            return try SSHSignature(armored: armored)
        } catch {
            throw refusal(error, at: index)
        }
    }

    private static func refusal(_ error: SSHSIGError, at index: Int) -> Refusal {
        Refusal(Reason(rawValue: error.reason.rawValue) ?? .signatureMalformed, "signatures[\(index)]")
    }

    /// Enrolments and receipts are signed by the key that the device's id is made of.
    private func checkOwnKey() throws(Refusal) {
        switch statement {
        case .enrolment(let enrolment):
            guard signatures.first?.publicKey == enrolment.receiptKey else { throw Refusal(.signer, "signatures[0]") }
        case .receipt(let receipt):
            guard signatures.first.map({ DeviceID(receiptKey: $0.publicKey) }) == receipt.device else {
                throw Refusal(.signer, "signatures[0]")
            }
        default:
            break
        }
    }
}
