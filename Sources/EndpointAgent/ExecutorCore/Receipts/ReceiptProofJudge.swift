package import Model
import TransparencyLog
package import Trust
package import Wire

/// Judges the proof that a receipt stands in the log: log signature, consistency, inclusion; no quorum, no freshness.
package enum ReceiptProofJudge {
    package enum Verdict: Sendable {
        case proven(advance: StoredCheckpoint, floor: Timestamp?)
        case refused(RefusalCode)
        case fork(ForkEvidence)
    }

    package static func judge(
        _ proof: LogProof,
        _ leaf: LoggedLeaf,
        receipt: SpooledReceipt,
        state: GateState,
        now: Timestamp
    ) -> Verdict {
        if state.fork != nil { return .refused(.fork) }
        guard let checkpoint = CheckpointRule.verified(proof, log: state.root) else { return .refused(.checkpoint) }
        switch ConsistencyRule.judge(checkpoint, proof: proof, stored: state.checkpoint) {
        case .consistent: break
        case .refused(let code): return .refused(code)
        case .fork(let other):
            return .fork(ForkEvidence(first: other.note, second: checkpoint.note, seen: now))
        }
        guard InclusionRule.holds([leaf], in: checkpoint) else { return .refused(.inclusion) }
        // Read as an auditor reads it: under another signature the log would hold nothing that proves the run.
        guard let entry = try? Entry(leaf: leaf.leaf), entry.kind == .receipt, entry.statementText == receipt.statement
        else { return .refused(.statement) }
        return .proven(
            advance: StoredCheckpoint(checkpoint),
            floor: CheckpointRule.newestCosignature(checkpoint)
        )
    }
}
