package import Model

/// Whose signatures under an operation count for a rule.
package enum OperationSigners {
    /// The people who signed the operation's own leaf, whether or not their keys still count.
    package static func requesters(_ signatures: [SignerFact], trust: TrustState) -> Set<PersonID> {
        Set(signatures.compactMap { trust.holder(of: $0.key)?.id })
    }

    /// The signatures that may fill slots: those of the leaf and of the approvals that fit.
    ///
    /// With `requesterCounts` false none of a requester's do, by whatever key, nor by an approval.
    package static func counted(
        _ operation: OperationFacts,
        signatures: [SignerFact],
        approvals: [ApprovalFact],
        rule: PolicyRule,
        trust: TrustState,
        now: Timestamp
    ) -> [SignerFact] {
        let fitting = approvals.filter { fits($0, operation, trust: trust, now: now) }.map(\.signer)
        guard !rule.requesterCounts else { return signatures + fitting }
        let requesters = requesters(signatures, trust: trust)
        return fitting.filter { signer in
            trust.holder(of: signer.key).map { !requesters.contains($0.id) } ?? false
        }
    }

    /// Whether an approval is for this statement and its content, made under a root that is held, and in its time.
    package static func fits(
        _ approval: ApprovalFact,
        _ operation: OperationFacts,
        trust: TrustState,
        now: Timestamp
    ) -> Bool {
        approval.operation == operation.id && approval.statementSHA256 == operation.sha256
            && approval.contentSHA256 == operation.contentSHA256 && trust.holds(approval.root)
            && ValidityPeriod.covers(approval, now: now)
    }
}
