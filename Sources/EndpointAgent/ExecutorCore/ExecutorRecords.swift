package import Model
import SSHSIG
package import TransparencyLog

/// Who this device is: written once at enrolment, private keys included.
///
/// The file that holds it belongs to root alone; whoever reads it can sign as this device (docs/threat-model.md).
package struct ExecutorIdentity: Equatable, Sendable {
    package var tenant: TenantID
    package var device: DeviceID

    /// Ed25519 seed of the key that signs receipts and the one enrolment statement, 32 bytes.
    package var receiptSeed: [UInt8]

    /// Private half of the key that secrets are sealed to.
    package var sealingPrivateKey: [UInt8]

    /// The public half as the enrolment statement writes it, `x25519 …` or `xwing …`.
    package var sealingKey: String

    /// The enrolment token, until the agent has confirmed its first certificate.
    package var token: [UInt8]?

    package init(
        tenant: TenantID,
        device: DeviceID,
        receiptSeed: [UInt8],
        sealingPrivateKey: [UInt8],
        sealingKey: String,
        token: [UInt8]?
    ) {
        self.tenant = tenant
        self.device = device
        self.receiptSeed = receiptSeed
        self.sealingPrivateKey = sealingPrivateKey
        self.sealingKey = sealingKey
        self.token = token
    }
}

/// A version of the trust root that was accepted, with the signatures it came with.
package struct StoredRoot: Equatable, Sendable {
    package var version: UInt64
    package var statement: StatementText
    package var signatures: [String]

    package init(version: UInt64, statement: StatementText, signatures: [String]) {
        self.version = version
        self.statement = statement
        self.signatures = signatures
    }
}

/// The newest checkpoint against which an inclusion proof has verified.
package struct StoredCheckpoint: Equatable, Sendable {
    package var origin: String
    package var size: UInt64
    package var root: Digest

    /// The signed note, exactly as received.
    package var note: String

    package init(origin: String, size: UInt64, root: Digest, note: String) {
        self.origin = origin
        self.size = size
        self.root = root
        self.note = note
    }

    /// The stored form of a note that verified.
    package init(_ verified: VerifiedCheckpoint) {
        self.init(
            origin: verified.checkpoint.origin,
            size: verified.checkpoint.size,
            root: verified.checkpoint.root,
            note: verified.note
        )
    }
}

/// Two notes of one log, of one size, with different roots: the log's key has signed two histories.
package struct ForkEvidence: Equatable, Sendable {
    package var first: String
    package var second: String
    package var seen: Timestamp

    package init(first: String, second: String, seen: Timestamp) {
        self.first = first
        self.second = second
        self.seen = seen
    }
}

/// A statement about devices or operations that was proven logged and judged good when it arrived.
package struct StoredEvidence: Equatable, Sendable {
    package var leafIndex: UInt64

    /// The leaf's exact bytes.
    package var leaf: [UInt8]

    /// How far a cancel or denial reaches, as judged on arrival, by `EvidenceJudge.Reach`; empty for other statements.
    ///
    /// A later root doesn't take it back.
    package var reach: String

    package init(leafIndex: UInt64, leaf: [UInt8], reach: String = "") {
        self.leafIndex = leafIndex
        self.leaf = leaf
        self.reach = reach
    }

    /// Under which it is stored once: the statement and who signed it.
    ///
    /// A log may hold one signature again and again, each time in another entry.
    package var identity: Digest {
        guard let entry = try? UnverifiedEntry(leaf: leaf) else { return Digest(sha256Of: leaf) }
        return Digest(sha256Of: entry.statementText.bytes + entry.signatures.flatMap(\.publicKey.blob))
    }
}

/// This device's row in the highest proven device statement.
package struct StoredDeviceStatement: Equatable, Sendable {
    package var version: UInt64
    package var evidence: StoredEvidence

    package init(version: UInt64, evidence: StoredEvidence) {
        self.version = version
        self.evidence = evidence
    }
}

/// What the gate hands over for the one durable write before a run.
package struct Admission: Equatable, Sendable {
    package var operation: OperationID
    package var statementSha256: Digest
    package var leafIndex: UInt64
    package var rule: RuleName
    package var admitted: Timestamp

    /// `issued` of the operation, to which the time floor rises.
    package var floor: Timestamp

    /// People whose emergency this is and how long a review may take; empty for an ordinary operation.
    package var emergencyOf: [PersonID]
    package var reviewSeconds: UInt64

    /// What its outputs may take of the spool, kept free for them until its receipt is written.
    package var outputBytes: UInt64

    /// Whatever the executor needs to write an `interrupted` receipt after a crash (its own encoding).
    package var context: [UInt8]

    package init(
        operation: OperationID,
        statementSha256: Digest,
        leafIndex: UInt64,
        rule: RuleName,
        admitted: Timestamp,
        floor: Timestamp,
        emergencyOf: [PersonID] = [],
        reviewSeconds: UInt64 = 0,
        outputBytes: UInt64 = 0,
        context: [UInt8] = []
    ) {
        self.operation = operation
        self.statementSha256 = statementSha256
        self.leafIndex = leafIndex
        self.rule = rule
        self.admitted = admitted
        self.floor = floor
        self.emergencyOf = emergencyOf
        self.reviewSeconds = reviewSeconds
        self.outputBytes = outputBytes
        self.context = context
    }
}

/// An operation that this device has decided about, for ever.
package struct LedgerEntry: Equatable, Sendable {
    package var operation: OperationID
    package var statementSha256: Digest

    /// Set once it was admitted; absent for one that was refused or expired.
    package var admission: Admission?

    /// When its process began, absent before.
    package var started: Timestamp?

    /// Names the run's processes after a crash (the host's encoding), absent before it began.
    package var run: [UInt8]?

    /// The outcome and the sequence of its one receipt, absent while it is admitted or running.
    package var outcome: String?
    package var receipt: UInt64?

    package init(
        operation: OperationID,
        statementSha256: Digest,
        admission: Admission?,
        started: Timestamp? = nil,
        run: [UInt8]? = nil,
        outcome: String? = nil,
        receipt: UInt64? = nil
    ) {
        self.operation = operation
        self.statementSha256 = statementSha256
        self.admission = admission
        self.started = started
        self.run = run
        self.outcome = outcome
        self.receipt = receipt
    }
}

/// An emergency that nobody has reviewed yet.
package struct OpenEmergency: Equatable, Sendable {
    package var operation: OperationID
    package var person: PersonID
    package var admitted: Timestamp
    package var reviewSeconds: UInt64

    package init(operation: OperationID, person: PersonID, admitted: Timestamp, reviewSeconds: UInt64) {
        self.operation = operation
        self.person = person
        self.admitted = admitted
        self.reviewSeconds = reviewSeconds
    }
}

/// A piece of erasable content that a receipt names: its salted digest and salt ‖ content.
package struct SpoolBlob: Equatable, Sendable {
    package var sha256: Digest
    package var content: [UInt8]

    package init(sha256: Digest, content: [UInt8]) {
        self.sha256 = sha256
        self.content = content
    }
}

/// The name and size of a blob that the spool still holds.
package struct SpoolBlobName: Equatable, Sendable {
    package var sha256: Digest
    package var sequence: UInt64
    package var bytes: UInt64

    package init(sha256: Digest, sequence: UInt64, bytes: UInt64) {
        self.sha256 = sha256
        self.sequence = sequence
        self.bytes = bytes
    }
}

/// Part of a blob, and how long the whole is.
package struct SpoolBlobPiece: Equatable, Sendable {
    package var content: [UInt8]
    package var total: UInt64

    package init(content: [UInt8], total: UInt64) {
        self.content = content
        self.total = total
    }
}

/// A signed receipt as it stands in the spool.
package struct SpooledReceipt: Equatable, Sendable {
    package var sequence: UInt64

    /// SHA-256 of the receipt statement before, zero for the first.
    package var previous: Digest
    package var operation: OperationID
    package var statement: StatementText
    package var signature: String

    /// When its inclusion in the log was proven, nil until then.
    package var proven: Timestamp?

    package init(
        sequence: UInt64,
        previous: Digest,
        operation: OperationID,
        statement: StatementText,
        signature: String,
        proven: Timestamp? = nil
    ) {
        self.sequence = sequence
        self.previous = previous
        self.operation = operation
        self.statement = statement
        self.signature = signature
        self.proven = proven
    }
}

/// What ends an operation: the receipt, and what the ledger keeps of it.
package struct Decision: Equatable, Sendable {
    package var operationSha256: Digest
    package var outcome: String
    package var receipt: SpooledReceipt
    package var blobs: [SpoolBlob]

    package init(operationSha256: Digest, outcome: String, receipt: SpooledReceipt, blobs: [SpoolBlob]) {
        self.operationSha256 = operationSha256
        self.outcome = outcome
        self.receipt = receipt
        self.blobs = blobs
    }

    /// Bytes this takes of the spool's bound.
    package var bytes: UInt64 {
        let texts = receipt.statement.bytes.count + receipt.signature.utf8.count
        return UInt64(blobs.reduce(texts) { $0 + $1.content.count })
    }
}

/// The newest receipt, from which the next one continues.
package struct ReceiptChainEnd: Equatable, Sendable {
    package var sequence: UInt64
    package var sha256: Digest

    package static let beginning = ReceiptChainEnd(sequence: 0, sha256: .zero)

    package init(sequence: UInt64, sha256: Digest) {
        self.sequence = sequence
        self.sha256 = sha256
    }
}

/// How full the spool is, counting receipts that are not proven logged yet.
package struct SpoolUse: Equatable, Sendable {
    package static let largestCount: UInt64 = 1_000
    package static let largestBytes: UInt64 = 64 << 20

    /// How long a proven receipt is kept for a controller that lost its log (docs/protocol.md): 90 days.
    package static let provenSeconds: Int64 = 90 * 86_400

    /// Receipts, and runs that will have one.
    package var receipts: UInt64
    /// What is stored.
    package var bytes: UInt64
    /// What the outputs of running operations may still add.
    package var reserved: UInt64

    package init(receipts: UInt64, bytes: UInt64, reserved: UInt64 = 0) {
        self.receipts = receipts
        self.bytes = bytes
        self.reserved = reserved
    }

    /// Whether one more run must wait for others to end: together their outputs could pass the bound.
    ///
    /// A run alone may pass it, by its own output: else nothing that asks for all of it could ever run.
    package func mustWait(for outputBytes: UInt64) -> Bool {
        guard reserved > 0 else { return false }
        let (held, tooMany) = bytes.addingReportingOverflow(reserved)
        let (sum, overflow) = held.addingReportingOverflow(outputBytes)
        return tooMany || overflow || sum > SpoolUse.largestBytes
    }

    /// Whether one more receipt with so many bytes of blobs and text stays within both bounds.
    package func hasRoom(for bytes: UInt64) -> Bool {
        let (sum, overflow) = self.bytes.addingReportingOverflow(bytes)
        return receipts < SpoolUse.largestCount && !overflow && sum <= SpoolUse.largestBytes
    }
}
