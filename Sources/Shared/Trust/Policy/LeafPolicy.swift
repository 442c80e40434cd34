package import Model

/// Statements besides operations that a rule decides about: device rows, published items, releases.
///
/// Only the leaf's own signatures fill slots. `requesterCounts`, `maxValiditySeconds`, `ticketRequired` and `limits`
/// concern operations and are not looked at.
package enum LeafPolicy {
    /// What a rule says to a leaf.
    package enum Verdict: Hashable, Sendable {
        case accepted(rule: PolicyRule)
        case refused(RefusalCode)
    }

    /// What has to hold before any rule is asked: tenant, root, time, and that every signature counts.
    ///
    /// - Parameter root: the root that the statement names; items and releases name none.
    package static func refusal(
        tenant: TenantID,
        root: RootReference?,
        issued: Timestamp,
        signatures: [SignerFact],
        trust: TrustState,
        now: Timestamp
    ) -> RefusalCode? {
        guard tenant == trust.root.tenant else { return .tenant }
        if let root, let code = trust.refusal(of: root) { return code }
        if ValidityPeriod.isFromTheFuture(issued, now: now) { return .notYet }
        return OwnSignatures.refusal(signatures, trust: trust, now: now)
    }

    /// Matches a rule, and judges the signatures by it.
    ///
    /// - Parameter witnesses: of the checkpoint that proves the leaf; nil before it is in the log.
    package static func judge(
        _ subject: RuleSubject,
        groups: Set<GroupName>,
        signatures: [SignerFact],
        witnesses: WitnessFacts?,
        trust: TrustState,
        now: Timestamp,
        zones: any TimeZoneSource
    ) -> Verdict {
        let choice = RuleMatcher.choose(
            from: trust.root.policy,
            for: subject,
            groups: groups,
            now: now,
            zones: zones
        )
        if let code = RootExpiry.refusal(trust.root, now: now) { return .refused(code) }
        if let witnesses,
            let code = WitnessQuorum.refusal(witnesses, rule: choice.rule, root: trust.root, now: now)
        {
            return .refused(code)
        }
        if let code = StatusFreshness.refusal(trust, now: now) { return .refused(code) }
        if let code = RuleDecision.refusal(choice, emergency: subject.emergency) { return .refused(code) }
        guard let rule = choice.rule else { return .refused(.ruleNone) }
        let people = RequirementRule.people(behind: signatures, rule: rule, trust: trust, now: now)
        return RequirementRule.fill(rule, with: people).isMet ? .accepted(rule: rule) : .refused(.ruleUnmet)
    }
}
