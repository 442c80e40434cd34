/// `POST /v1/tenants/{tenant}/submissions`: a statement that people signed.
package struct Submission: Codable, Hashable, Sendable {
    /// Entry kind: `operation`, `approval`, `denial`, `cancel`, `device`.
    package var kind: String
    /// The exact text that was signed.
    package var statement: String
    /// Armored, 1…4.
    package var signatures: [String]
    /// Standard base64: salt and content of erasable texts that the statement names (reason, comment).
    package var blobs: [String]
    /// Standard base64 of the script of an operation.
    package var content: String?

    package init(kind: String, statement: String, signatures: [String], blobs: [String] = [], content: String? = nil) {
        self.kind = kind
        self.statement = statement
        self.signatures = signatures
        self.blobs = blobs
        self.content = content
    }
}

/// Answered once the leaf and a checkpoint that covers it are on the controller's disk.
package struct SubmissionAnswer: Codable, Hashable, Sendable {
    package var index: UInt64
    package var sha256: String
    /// State of the operation concerned, absent for device statements.
    package var operation: OperationSummary?

    package init(index: UInt64, sha256: String, operation: OperationSummary? = nil) {
        self.index = index
        self.sha256 = sha256
        self.operation = operation
    }
}

/// What the controller knows of an operation: `waiting` (for signatures), `queued`, `delivered`, `running`, `unknown` (past
/// `expires` without a receipt), `denied`, `cancelled`, `done` (every target has a receipt).
package struct OperationSummary: Codable, Hashable, Sendable {
    package var id: String
    package var index: UInt64
    package var sha256: String
    package var state: String
    package var since: String
    package var issued: String
    package var expires: String
    /// `script` or `collect`.
    package var kind: String
    /// Script name or collect profile.
    package var title: String
    package var scriptSha256: String?
    package var ticket: String?
    package var signers: [String]
    package var approvers: [String]
    package var targets: [TargetSummary]
    /// What rules still ask for, in words (`1 × contact`), empty when met.
    package var missing: [String]

    package init(
        id: String,
        index: UInt64,
        sha256: String,
        state: String,
        since: String,
        issued: String,
        expires: String,
        kind: String,
        title: String,
        scriptSha256: String?,
        ticket: String?,
        signers: [String],
        approvers: [String],
        targets: [TargetSummary],
        missing: [String]
    ) {
        self.id = id
        self.index = index
        self.sha256 = sha256
        self.state = state
        self.since = since
        self.issued = issued
        self.expires = expires
        self.kind = kind
        self.title = title
        self.scriptSha256 = scriptSha256
        self.ticket = ticket
        self.signers = signers
        self.approvers = approvers
        self.targets = targets
        self.missing = missing
    }
}

package struct TargetSummary: Codable, Hashable, Sendable {
    package var device: String
    /// `waiting`, `queued`, `delivered`, `running`, `unknown`; `denied` or `cancelled` where people stopped it before the
    /// device had it; or, with `receipt`, an outcome.
    package var state: String
    package var since: String
    /// Leaf index of the receipt.
    package var receipt: UInt64?
    package var exit: Int?
    package var signal: Int?
    /// Refusal code of a receipt, or of the last delivery that made none.
    package var code: String?

    package init(
        device: String,
        state: String,
        since: String,
        receipt: UInt64? = nil,
        exit: Int? = nil,
        signal: Int? = nil,
        code: String? = nil
    ) {
        self.device = device
        self.state = state
        self.since = since
        self.receipt = receipt
        self.exit = exit
        self.signal = signal
        self.code = code
    }
}

/// `GET /v1/tenants/{tenant}/operations` and `/inbox`.
package struct OperationList: Codable, Hashable, Sendable {
    package var operations: [OperationSummary]

    package init(operations: [OperationSummary]) {
        self.operations = operations
    }
}

/// `GET /v1/tenants/{tenant}/operations/{id}`.
package struct OperationDocument: Codable, Hashable, Sendable {
    package var summary: OperationSummary
    /// The exact signed text.
    package var statement: String
    /// Leaf indexes of approvals, denials, cancels, receipts that concern it.
    package var entries: [UInt64]

    package init(summary: OperationSummary, statement: String, entries: [UInt64]) {
        self.summary = summary
        self.statement = statement
        self.entries = entries
    }
}

/// A line of `GET /v1/tenants/{tenant}/operations/{id}/watch` (newline-delimited JSON; an empty line every 15 s).
///
/// Starts with the present state; ends when every target has a receipt, or the operation was denied.
package struct OperationEvent: Codable, Hashable, Sendable {
    /// `state` (summary present), `output` (device, stream, offset, data), `refused` (device, code), `end`.
    package var event: String
    package var summary: OperationSummary?
    package var device: String?
    /// `stdout` or `stderr`.
    package var stream: String?
    package var offset: UInt64?
    /// Standard base64.
    package var data: String?
    package var code: String?

    package init(
        event: String,
        summary: OperationSummary? = nil,
        device: String? = nil,
        stream: String? = nil,
        offset: UInt64? = nil,
        data: String? = nil,
        code: String? = nil
    ) {
        self.event = event
        self.summary = summary
        self.device = device
        self.stream = stream
        self.offset = offset
        self.data = data
        self.code = code
    }
}
