package import Model

/// Whether an operation has the signatures it needs, for those who don't run it: controller, command line, auditor.
package enum OperationPolicy {
    /// What stands and what is missing for one device.
    package struct Answer: Hashable, Sendable {
        package let choice: RuleChoice
        /// The slots of the rule that decides; nil without one.
        package let requirement: FilledRequirement?
        /// Why no further signature can help, such as a signer who was removed.
        package let refusal: RefusalCode?

        /// Whether the device would find the rule met.
        package var isMet: Bool { refusal == nil && requirement?.isMet == true }
    }

    /// Judges signatures and rule for a device in the given groups, as the device itself would at `now`.
    ///
    /// An order to several devices is held until the answer is met for each of them.
    package static func answer(
        _ operation: OperationFacts,
        signatures: [SignerFact],
        approvals: [ApprovalFact],
        groups: Set<GroupName>,
        trust: TrustState,
        now: Timestamp,
        zones: any TimeZoneSource
    ) -> Answer {
        let choice = RuleMatcher.choose(
            from: trust.root.policy,
            for: operation.subject,
            groups: groups,
            now: now,
            zones: zones
        )
        let refusal =
            OwnSignatures.refusal(signatures, trust: trust, now: now)
            ?? ItemRevocation.refusal(operation, trust: trust)
            ?? RuleDecision.refusal(choice, emergency: operation.subject.emergency)
            ?? choice.rule.flatMap { RuleBounds.refusal(operation, rule: $0) }
        let requirement = choice.rule.map {
            fill($0, operation, signatures: signatures, approvals: approvals, trust: trust, now: now)
        }
        return Answer(choice: choice, requirement: requirement, refusal: refusal)
    }

    /// The slots of a rule with the people whose signatures count for it.
    package static func fill(
        _ rule: PolicyRule,
        _ operation: OperationFacts,
        signatures: [SignerFact],
        approvals: [ApprovalFact],
        trust: TrustState,
        now: Timestamp
    ) -> FilledRequirement {
        let counted = OperationSigners.counted(
            operation,
            signatures: signatures,
            approvals: approvals,
            rule: rule,
            trust: trust,
            now: now
        )
        return RequirementRule.fill(
            rule,
            with: RequirementRule.people(behind: counted, rule: rule, trust: trust, now: now)
        )
    }
}
