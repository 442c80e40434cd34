import Model

/// The part of the gate that needs no proofs and no machine: who may have what done, given the facts.
///
/// Steps have the numbers of the gate's table (docs/protocol.md). The executor calls them one by one with its own checks
/// between; `judge` runs all of them in order.
package enum AdmissionPolicy {
    package static func judge(_ facts: AdmissionFacts) -> AdmissionVerdict {
        let steps = [freshness, addressing, times, stopWords, authority, bounds]
        for step in steps {
            if let code = step(facts) { return .refused(code) }
        }
        guard let rule = facts.choice.rule else { return .refused(.ruleNone) }
        return .admitted(rule: rule.name)
    }

    /// Step 4: the root's date, witnesses of the rule and their age, a recent status.
    package static func freshness(_ facts: AdmissionFacts) -> RefusalCode? {
        RootExpiry.refusal(facts.trust.root, now: facts.now)
            ?? WitnessQuorum.refusal(facts.witnesses, rule: facts.choice.rule, root: facts.trust.root, now: facts.now)
            ?? StatusFreshness.refusal(facts.trust, now: facts.now)
    }

    /// Step 8: tenant, target, root.
    package static func addressing(_ facts: AdmissionFacts) -> RefusalCode? {
        Addressing.refusal(facts.operation, trust: facts.trust)
    }

    /// Step 9: clock, validity, window.
    package static func times(_ facts: AdmissionFacts) -> RefusalCode? {
        ClockFloor.refusal(now: facts.now, floor: facts.floor)
            ?? ValidityPeriod.refusal(facts.operation, now: facts.now)
            ?? WindowRule.refusal(facts.operation, now: facts.now, zones: facts.zones)
    }

    /// Step 10: cancelled, denied, run before.
    package static func stopWords(_ facts: AdmissionFacts) -> RefusalCode? {
        Cancellation.refusal(
            facts.operation,
            cancels: facts.cancels,
            signatures: facts.signatures,
            device: facts.device,
            trust: facts.trust,
            now: facts.now
        )
            ?? Refutation.refusal(facts.operation, denials: facts.denials, trust: facts.trust, now: facts.now)
            ?? Replay.refusal(facts.operation, recorded: facts.recorded)
    }

    /// Step 11: the device, who signed, and the rule.
    package static func authority(_ facts: AdmissionFacts) -> RefusalCode? {
        DeviceAdmission.refusal(facts.standing)
            ?? OwnSignatures.refusal(facts.signatures, trust: facts.trust, now: facts.now)
            ?? ItemRevocation.refusal(facts.operation, trust: facts.trust)
            ?? RuleDecision.refusal(facts.choice, emergency: facts.operation.subject.emergency)
            ?? requirement(facts)
            ?? EmergencyReview.refusal(
                facts.operation,
                signatures: facts.signatures,
                earlier: facts.emergencies,
                trust: facts.trust,
                now: facts.now
            )
    }

    /// Step 13 without the machine's own limits: the rule's bounds, an awaited operation, the conflict group.
    package static func bounds(_ facts: AdmissionFacts) -> RefusalCode? {
        facts.choice.rule.flatMap { RuleBounds.refusal(facts.operation, rule: $0) }
            ?? Predecessor.refusal(facts.predecessor)
            ?? ConflictGroup.refusal(facts.operation, running: facts.running)
    }

    private static func requirement(_ facts: AdmissionFacts) -> RefusalCode? {
        guard let rule = facts.choice.rule else { return .ruleNone }
        let filled = OperationPolicy.fill(
            rule,
            facts.operation,
            signatures: facts.signatures,
            approvals: facts.approvals,
            trust: facts.trust,
            now: facts.now
        )
        return filled.isMet ? nil : .ruleUnmet
    }
}
