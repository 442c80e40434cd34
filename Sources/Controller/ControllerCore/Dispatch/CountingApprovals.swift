import Model
import Trust

/// Which approvals of an order are worth sending: of each key that counts, the newest that fits.
///
/// Without this, one person could fill every delivery of an order with approvals of their own.
enum CountingApprovals {
    /// Leaf indexes in log order.
    static func indexes(
        _ operation: LoggedOperation,
        _ words: OperationWords,
        trust: TrustState,
        now: Timestamp
    ) -> [UInt64] {
        var newest: [KeyFingerprint: UInt64] = [:]
        for approval in words.approvals {
            for key in keys(approval, operation, trust: trust, now: now) { newest[key] = approval.index }
        }
        return Set(newest.values).sorted()
    }

    /// Whether each of these keys has approved already, so that another word of theirs adds nothing.
    static func cover(
        _ signers: [SignerFact],
        _ operation: LoggedOperation,
        _ words: OperationWords,
        trust: TrustState,
        now: Timestamp
    ) -> Bool {
        let known = Set(words.approvals.flatMap { keys($0, operation, trust: trust, now: now) })
        return signers.allSatisfy { known.contains($0.key) }
    }

    private static func keys(
        _ approval: Logged<Approval>,
        _ operation: LoggedOperation,
        trust: TrustState,
        now: Timestamp
    ) -> [KeyFingerprint] {
        approval.facts.compactMap { facts in
            let fact = ApprovalFact(approval.content, signer: SignerFact(facts, under: trust.root))
            guard OperationSigners.fits(fact, operation.facts(for: nil), trust: trust, now: now),
                trust.standing(of: fact.signer.key, at: now).refusal == nil
            else { return nil }
            return fact.signer.key
        }
    }
}
