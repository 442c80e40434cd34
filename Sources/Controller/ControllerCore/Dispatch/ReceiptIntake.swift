package import Model
import SSHSIG
package import TransparencyLog
package import Wire

/// A receipt that a device reported: its text, its signature by the device's own key, and the blobs that it names.
package struct ReceiptIntake: Hashable, Sendable {
    package let receipt: Receipt
    package let text: StatementText
    package let signature: String
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
        self.signature = signed.signature
        blobs = [receipt.stdout, receipt.stderr].compactMap { output in
            output.map { Blob(sha256: $0.sha256, total: $0.keptBytes + UInt64(SaltedDigest.saltLength)) }
        }
    }

    /// The entry; its claim keeps a sequence from standing twice.
    package func draft() throws -> LogDraft {
        try LogDraft(
            kind: .receipt,
            text: text,
            signatures: [signature],
            claims: LogClaim.made(by: .receipt(receipt))
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
        let isSecond = device.receipts.contains { $0.operation == receipt.operation }
        return isSecond ? .problem(.duplicate) : .next
    }
}
