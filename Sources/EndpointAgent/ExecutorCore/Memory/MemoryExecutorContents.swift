import Model
import TransparencyLog

/// All that a ``MemoryExecutorStore`` holds at one moment.
package struct MemoryExecutorContents: Sendable {
    struct KeptEnrolment: Sendable {
        var statement: StatementText
        var signature: String
    }

    var identity: ExecutorIdentity?
    var enrolment: KeptEnrolment?
    var roots: [StoredRoot] = []
    var checkpoint: StoredCheckpoint?
    var forks: [ForkEvidence] = []
    var isLatched = false
    var floor: Timestamp?
    var deviceStatement: StoredDeviceStatement?
    var denials: [OperationID: [StoredEvidence]] = [:]
    var cancels: [OperationID: [StoredEvidence]] = [:]
    var statuses: [RootReference: [StoredEvidence]] = [:]
    var emergencies: [OpenEmergency] = []
    var ledger: [LedgerEntry] = []
    var receipts: [SpooledReceipt] = []
    var blobs: [UInt64: [SpoolBlob]] = [:]
    var counters: [String: UInt64] = [:]

    package init() {}

    mutating func raise(_ time: Timestamp) {
        floor = max(floor ?? time, time)
    }

    mutating func advance(_ offered: StoredCheckpoint) throws {
        if let checkpoint, checkpoint.origin == offered.origin, checkpoint.size > offered.size {
            throw ExecutorStoreError.checkpointBehind(held: checkpoint.size, offered: offered.size)
        }
        checkpoint = offered
    }

    func entry(_ operation: OperationID) -> LedgerEntry? {
        ledger.first { $0.operation == operation }
    }

    var chainEnd: ReceiptChainEnd {
        receipts.last.map { ReceiptChainEnd(sequence: $0.sequence, sha256: $0.statement.sha256) } ?? .beginning
    }

    /// Counts a place for each operation that is running, whose receipt must find room whatever comes first.
    var spoolUse: SpoolUse {
        let unproven = receipts.filter { $0.proven == nil }
        let bytes = unproven.reduce(UInt64(0)) { sum, receipt in
            let texts = receipt.statement.bytes.count + receipt.signature.utf8.count
            return sum + UInt64((blobs[receipt.sequence] ?? []).reduce(texts) { $0 + $1.content.count })
        }
        let running = ledger.filter { $0.receipt == nil }
        return SpoolUse(
            receipts: UInt64(unproven.count + running.count),
            bytes: bytes,
            reserved: running.reduce(0) { $0 + ($1.admission?.outputBytes ?? 0) }
        )
    }

    mutating func decide(_ decision: Decision) throws {
        let receipt = decision.receipt
        let end = chainEnd
        guard receipt.sequence == end.sequence &+ 1, receipt.previous == end.sha256 else {
            throw ExecutorStoreError.chain(held: end.sequence, offered: receipt.sequence)
        }
        if let place = ledger.firstIndex(where: { $0.operation == receipt.operation }) {
            guard ledger[place].receipt == nil, ledger[place].statementSha256 == decision.operationSha256 else {
                throw ExecutorStoreError.alreadyDecided(receipt.operation)
            }
            ledger[place].outcome = decision.outcome
            ledger[place].receipt = receipt.sequence
        } else {
            guard spoolUse.hasRoom(for: decision.bytes) else { throw ExecutorStoreError.spoolFull }
            ledger.append(
                LedgerEntry(
                    operation: receipt.operation,
                    statementSha256: decision.operationSha256,
                    admission: nil,
                    outcome: decision.outcome,
                    receipt: receipt.sequence
                )
            )
        }
        receipts.append(receipt)
        blobs[receipt.sequence] = decision.blobs
    }
}
