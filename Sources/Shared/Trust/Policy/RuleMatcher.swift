package import Model

/// Which rule of a root decides.
package enum RuleChoice: Hashable, Sendable {
    case rule(PolicyRule)
    case none
    /// A rule before any match names hours in a zone that can't be read here, so that nobody knows whether it decides.
    case undecidable(ZoneName)

    package var rule: PolicyRule? {
        guard case .rule(let rule) = self else { return nil }
        return rule
    }
}

/// The first rule whose conditions hold decides, and no rule that comes later.
package enum RuleMatcher {
    package static func choose(
        from rules: [PolicyRule],
        for subject: RuleSubject,
        groups: Set<GroupName>,
        now: Timestamp,
        zones: any TimeZoneSource
    ) -> RuleChoice {
        for rule in rules where matches(rule, subject, groups: groups) {
            guard let hours = rule.hours else { return .rule(rule) }
            switch HoursRule.isWithin(hours, now: now, zones: zones) {
            case true?: return .rule(rule)
            case false?: continue
            // To pass on would let a laxer rule decide.
            case nil: return .undecidable(hours.zone)
            }
        }
        return .none
    }

    /// All conditions but the hours.
    ///
    /// An absent condition is any; one that the subject can't have does not match.
    package static func matches(_ rule: PolicyRule, _ subject: RuleSubject, groups: Set<GroupName>) -> Bool {
        if let kinds = rule.kinds, !kinds.contains(subject.kind) { return false }
        if let named = rule.groups, groups.isDisjoint(with: named) { return false }
        if let patterns = rule.items {
            guard let item = subject.item, patterns.contains(where: { $0.matches(item) }) else { return false }
        }
        if let profiles = rule.profiles {
            guard let profile = subject.profile, profiles.contains(profile) else { return false }
        }
        if let emergency = rule.emergency, emergency != subject.emergency { return false }
        return true
    }
}

/// What a choice means for an operation.
package enum RuleDecision {
    /// `rule-none` where no rule matches, or where an emergency meets a rule that is not for emergencies.
    ///
    /// Where the choice can't be made the answer is `rule-unmet`, which passes with a repaired tzdata.
    package static func refusal(_ choice: RuleChoice, emergency: Bool) -> RefusalCode? {
        switch choice {
        case .none: .ruleNone
        case .undecidable: .ruleUnmet
        case .rule(let rule): emergency && rule.emergency != true ? .ruleNone : nil
        }
    }
}
