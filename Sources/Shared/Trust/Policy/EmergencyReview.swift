package import Model

/// Who leaves an emergency without a review gets no further one.
package enum EmergencyReview {
    /// `rule-unmet` where one of the signers also signed an earlier emergency that nobody else reviewed in time.
    package static func refusal(
        _ operation: OperationFacts,
        signatures: [SignerFact],
        earlier: [EmergencyFact],
        trust: TrustState,
        now: Timestamp
    ) -> RefusalCode? {
        guard operation.subject.emergency else { return nil }
        let signers = OperationSigners.requesters(signatures, trust: trust)
        let isOverdue = earlier.contains { emergency in
            !emergency.people.isDisjoint(with: signers) && !emergency.isReviewed
                && now.seconds(since: emergency.admitted) > emergency.reviewSeconds
        }
        return isOverdue ? .ruleUnmet : nil
    }
}
