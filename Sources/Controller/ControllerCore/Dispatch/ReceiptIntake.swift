package import Model
import SSHSIG
package import TransparencyLog
package import Wire

/// A receipt that a device reported: its text, its signature by the device's own key, and the blobs that it names.
package struct ReceiptIntake: Hashable, Sendable {
    package let receipt: Receipt
    package let text: StatementText
    private let verified: VerifiedSignature
    /// Kept outputs that must be stored before the receipt is logged: salted digest and bytes with the salt.
    package let blobs: [Blob]

    package struct Blob: Hashable, Sendable {
        package let sha256: Digest
        /// Salt included.
        package let total: UInt64
    }

    /// Why a receipt is not logged: the `problem` of the answer.
    package enum Problem: String, Error, Hashable, Sendable {
        case statement
        case signature
        case tenant
        case device
        /// Not the next of the chain, or another one with a sequence that is logged.
        case chain
        case duplicate
        case blobMissing = "blob-missing"
        /// The log takes nothing now.
        case log
    }

    /// Reads a report as an auditor reads the entry that it becomes.
    package init(_ signed: SignedText, tenant: TenantID, device: DeviceID) throws(Problem) {
        let text = StatementText(signed.statement)
        guard case .receipt(let receipt) = try? Statement.parse(text, as: .receipt) else { throw .statement }
        guard receipt.tenant == tenant else { throw .tenant }
        guard receipt.device == device else { throw .device }
        guard let signature = try? SSHSignature(armored: signed.signature),
            let facts = try? signature.verify(
                message: text.bytes,
                namespace: EntryKind.receipt.namespace ?? "",
                passkeys: .noPasskeys
            ),
            DeviceID(receiptKey: facts.key) == device
        else { throw .signature }
        self.receipt = receipt
        self.text = text
        verified = VerifiedSignature(armored: signed.signature, signature: signature, facts: facts)
        blobs = [receipt.stdout, receipt.stderr].compactMap { output in
            output.map { Blob(sha256: $0.sha256, total: $0.keptBytes + UInt64(SaltedDigest.saltLength)) }
        }
    }

    /// The entry, to stand after the receipt before it.
    ///
    /// Its claim keeps a sequence from standing twice, its condition the chain from forking: what was judged has to hold
    /// when it is written, whatever came over another connection meanwhile.
    /// - Parameter history: the one that it was judged by; nil to have the receipt before it looked up anew.
    package func draft(in history: TenantHistory? = nil) throws -> LogDraft {
        let device = history?.devices[receipt.device]
        let before = receipt.sequence > 1 ? device?.receipt(sequence: receipt.sequence - 1) : nil
        let known = before.flatMap { $0.sha256 == receipt.previous ? $0.index : nil }
        return try LogDraft(
            kind: .receipt,
            text: text,
            statement: .receipt(receipt),
            verified: [verified],
            precondition: LogPrecondition.follows(receipt, known)
        )
    }

    /// Where a receipt stands towards what is logged.
    package enum Place: Hashable, Sendable {
        case next
        /// This very receipt is logged, at this index.
        case logged(index: UInt64)
        case problem(Problem)
    }

    /// Compares a receipt with the device's chain.
    package func place(in history: TenantHistory) -> Place {
        guard let device = history.devices[receipt.device] else { return .problem(.device) }
        if let logged = device.receipt(sequence: receipt.sequence) {
            return logged.sha256 == text.sha256 ? .logged(index: logged.index) : .problem(.chain)
        }
        guard receipt.sequence == device.lastSequence + 1, receipt.previous == device.lastReceipt else {
            return .problem(.chain)
        }
        // Receipts of orders that this log has are found by the order; a device may have answered others, of a log lost.
        let isSecond =
            if let operation = history.operations[receipt.operation] {
                operation.receipts[receipt.device] != nil
            } else {
                device.receipts.contains { $0.operation == receipt.operation }
            }
        return isSecond ? .problem(.duplicate) : .next
    }
}
