package import Model
package import Trust

/// What the gate answers, and what it has learnt on the way.
package struct GateVerdict: Sendable {
    /// The delivered checkpoint, if an inclusion proof against it has verified: to be stored before anything else.
    package let advance: StoredCheckpoint?
    /// To which the time floor rises with it.
    package let floor: Timestamp?
    package let decision: GateDecision
    /// Whether the log holds another statement under an id that was decided here: refused, and to be flagged.
    package let isConflict: Bool

    package init(
        advance: StoredCheckpoint?,
        floor: Timestamp?,
        decision: GateDecision,
        isConflict: Bool = false
    ) {
        self.advance = advance
        self.floor = floor
        self.decision = decision
        self.isConflict = isConflict
    }

    /// A fault of the delivery, which changes nothing.
    static func refused(_ code: RefusalCode) -> GateVerdict {
        GateVerdict(advance: nil, floor: nil, decision: .refuse(code, nil))
    }

    /// A proof that counts for nothing.
    static func failed(_ fault: OfferedCheckpoint.Fault) -> GateVerdict {
        switch fault {
        case .refused(let code): refused(code)
        case .fork(let evidence): GateVerdict(advance: nil, floor: nil, decision: .fork(evidence))
        }
    }
}

package enum GateDecision: Sendable {
    /// May run once *admitted* is on disk.
    case admit(AdmittedOperation)
    /// Must not run. With an order the refusal is final: it makes a receipt, and its id enters the ledger.
    case refuse(RefusalCode, Order?)
    /// Must not run, and nothing else may until people have looked at it.
    case fork(ForkEvidence)
}
