package import Model

/// Answers to "who must sign this, and who can" from the same code that decides on devices.
package enum TrustExplain {
    /// Which rule decides about an action on a device, and who can meet it today.
    package struct Answer: Hashable, Sendable {
        package let subject: RuleSubject
        package let groups: Set<GroupName>
        package let choice: RuleChoice
        /// Nil where no rule decides.
        package let reach: RuleReach?
        /// Why nothing of the sort is admitted whoever signs.
        package let refusal: RefusalCode?
    }

    /// `trust explain`: one action on a device in the given groups, at one moment.
    package static func explain(
        _ subject: RuleSubject,
        groups: Set<GroupName>,
        trust: TrustState,
        now: Timestamp,
        zones: any TimeZoneSource
    ) -> Answer {
        let choice = RuleMatcher.choose(
            from: trust.root.policy,
            for: subject,
            groups: groups,
            now: now,
            zones: zones
        )
        return Answer(
            subject: subject,
            groups: groups,
            choice: choice,
            reach: choice.rule.map { RuleReach($0, trust: trust, now: now) },
            refusal: RootExpiry.refusal(trust.root, now: now)
                ?? RuleDecision.refusal(choice, emergency: subject.emergency)
        )
    }

    /// `trust who-can`: for each rule, in its order, who can meet it today.
    package static func whoCan(_ trust: TrustState, now: Timestamp) -> [RuleReach] {
        trust.root.policy.map { RuleReach($0, trust: trust, now: now) }
    }

    /// The rules of `whoCan` in which a person can fill a slot.
    package static func rules(open person: PersonID, in reaches: [RuleReach]) -> [RuleReach] {
        reaches.filter { reach in reach.slots.contains { $0.people.contains(person) } }
    }
}
