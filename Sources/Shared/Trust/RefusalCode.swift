/// What the gate answers when it does not admit an operation (docs/protocol.md, the gate), in the order of its checks.
package enum RefusalCode: String, CaseIterable, Hashable, Sendable, CustomStringConvertible {
    // 1: the delivery
    case malformed
    // 2: the device
    case fork
    case localStop = "local-stop"
    // 3 to 6: the log
    case checkpoint
    case witness
    case stale
    case checkpointBehind = "checkpoint-behind"
    case consistency
    case inclusion
    // 7 to 10: the statement, its time, what came before
    case statement
    case unsupported
    case tenant
    case target
    case rootUnknown = "root-unknown"
    case rootBehind = "root-behind"
    case clock
    case notYet = "not-yet"
    case expired
    case window
    case cancelled
    case denied
    case replay
    // 11: who signed
    case quarantined
    case signature
    case signerUnknown = "signer-unknown"
    case signerRemoved = "signer-removed"
    case revoked
    case ruleNone = "rule-none"
    case ruleUnmet = "rule-unmet"
    // 12 and 13: contents and bounds
    case digest
    case parameter
    case secret
    case limit
    case busy
    case spoolFull = "spool-full"

    /// What becomes of an operation that the device refuses with this code.
    package var consequence: Consequence {
        switch self {
        case .statement, .unsupported, .rootUnknown, .denied, .signature, .signerUnknown, .signerRemoved, .revoked,
            .ruleNone, .parameter, .limit:
            .refusedReceipt
        case .expired: .expiredReceipt
        case .cancelled: .cancelledReceipt
        case .malformed, .fork, .localStop, .checkpoint, .witness, .stale, .checkpointBehind, .consistency, .inclusion,
            .tenant, .target, .rootBehind, .clock, .notYet, .window, .replay, .quarantined, .ruleUnmet, .digest,
            .secret,
            .busy, .spoolFull:
            .none
        }
    }

    /// Whether the refusal is final: it makes a receipt and its id enters the ledger.
    ///
    /// Faults of a delivery and states that pass make none, so that a bad proof can't burn an id.
    package var makesReceipt: Bool { consequence != .none }

    /// The receipt that follows a refusal.
    package enum Consequence: Hashable, Sendable {
        /// No receipt; the same operation may be delivered again.
        case none
        /// Outcome `refused`, with the code.
        case refusedReceipt
        /// Outcome `expired`, without code.
        case expiredReceipt
        /// Outcome `cancelled`, without code.
        case cancelledReceipt
    }

    package var description: String { rawValue }
}
