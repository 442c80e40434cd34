package import Model
import SSHSIG

/// What becomes of a submission.
package enum SubmissionVerdict: Sendable {
    /// Store the blobs, append the draft, then tell whom it concerns.
    case accepted(AcceptedSubmission)
    /// The very statement stands in the log: an answer was lost.
    case known(index: UInt64, operation: OperationID?)
    /// Log the refusal, answer the error.
    case refused(APIError)
}

/// A submission that the devices would take too, as far as can be told now.
package struct AcceptedSubmission: Sendable {
    package let kind: EntryKind
    package let statement: Statement
    package let text: StatementText
    private let signatures: [VerifiedSignature]
    /// To be stored before the leaf, by the SHA-256 of their bytes: erasable texts with their salt, and the script.
    package let blobs: [[UInt8]]
    /// The operation that it is, or is about.
    package let operation: OperationID?
    /// The devices to look at once it is logged; nil is all devices of the operation.
    package let devices: [DeviceID]?

    init(
        _ parts: SubmissionParts,
        facts: [SignatureFacts],
        blobs: [[UInt8]],
        operation: OperationID?,
        devices: [DeviceID]?
    ) {
        kind = parts.kind
        statement = parts.statement
        text = parts.text
        signatures = zip(parts.signatures, zip(parts.parsed, facts)).map { armored, proven in
            VerifiedSignature(armored: armored, signature: proven.0, facts: proven.1)
        }
        self.blobs = blobs
        self.operation = operation
        self.devices = devices
    }

    /// The entry, with the claims that keep an id or version from standing twice.
    package func draft() throws -> LogDraft {
        try LogDraft(kind: kind, text: text, statement: statement, verified: signatures)
    }
}
