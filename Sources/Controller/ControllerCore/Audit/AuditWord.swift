/// What `audit verify` says of a log: fixed words, so that tools can be compared (docs/protocol.md, audit).
package enum AuditWord: String, Hashable, Sendable, CaseIterable, Codable {
    // Something is wrong: the log, or what it says, can't have come about by the rules.
    case gap
    case entry
    case timeOrder = "time-order"
    case tenant
    case enrolment
    case enrolmentRoot = "enrolment-root"
    case inventorySigner = "inventory-signer"
    case receiptChain = "receipt-chain"
    case rootChain = "root-chain"
    case rootPinned = "root-pinned"
    case deviceStatement = "device-statement"
    case publication
    case operationID = "operation-id"
    case leafIndex = "leaf-index"
    case target
    case rootUnknown = "root-unknown"
    case receiptCheckpoint = "receipt-checkpoint"
    case fork
    case inclusion
    case admission
    case rule
    case runAfterDenial = "run-after-denial"
    case runAfterCancel = "run-after-cancel"
    case checkpoint
    case checkpointRoot = "checkpoint-root"
    case checkpointMissing = "checkpoint-missing"
    case cosignature
    case uncovered

    // Less was proven than could be.
    case noWitness = "no-witness"
    case cancelUnseen = "cancel-unseen"
    case rootOlder = "root-older"
    case orderRefused = "order-refused"
    case signerNotCounted = "signer-not-counted"
    case statusIgnored = "status-ignored"
    case unanswered
    case unproven

    // Only the controller says so.
    case time
    case access
    case install
    case system

    /// How much a word weighs.
    package enum Severity: String, Hashable, Sendable, CaseIterable, Codable {
        /// Exit code 1.
        case finding
        case shortfall
        case asserted
    }

    package var severity: Severity {
        switch self {
        case .gap, .entry, .timeOrder, .tenant, .enrolment, .enrolmentRoot, .inventorySigner, .receiptChain, .rootChain,
            .rootPinned,
            .deviceStatement, .publication, .operationID, .leafIndex, .target, .rootUnknown, .receiptCheckpoint, .fork,
            .inclusion,
            .admission, .rule, .runAfterDenial, .runAfterCancel, .checkpoint, .checkpointRoot, .checkpointMissing,
            .cosignature, .uncovered:
            .finding
        case .noWitness, .cancelUnseen, .rootOlder, .orderRefused, .signerNotCounted, .statusIgnored, .unanswered,
            .unproven:
            .shortfall
        case .time, .access, .install, .system:
            .asserted
        }
    }
}
