package import Model
import TransparencyLog
import Trust
package import Wire

/// Judges the proof that a receipt stands in the log: log signature, consistency, inclusion; no quorum, no freshness.
package enum ReceiptProofJudge {
    /// The checkpoint that proves it.
    package static func judge(
        _ proof: LogProof,
        _ leaf: LoggedLeaf,
        receipt: SpooledReceipt,
        state: GateState,
        now: Timestamp
    ) throws(OfferedCheckpoint.Fault) -> OfferedCheckpoint {
        let checkpoint = try OfferedCheckpoint(proof, state: state, now: now)
        try checkpoint.prove([leaf])
        // Read as an auditor reads it: under another signature the log would hold nothing that proves the run.
        guard let entry = try? Entry(leaf: leaf.leaf), entry.kind == .receipt, entry.statementText == receipt.statement
        else { throw .refused(.statement) }
        return checkpoint
    }
}
