package import Model

/// Who can meet a rule today.
package struct RuleReach: Hashable, Sendable {
    package let rule: PolicyRule
    /// For each slot the people who hold its role and could sign.
    package let slots: [SlotCandidates]
    /// Whether all of them together can fill every slot.
    package let canBeMet: Bool
    /// People who meet the rule by themselves.
    package let alone: [PersonID]
    /// The organisations whose own people meet the rule without the other's.
    package let organisations: [Organisation]

    /// Looks at the people of the current root.
    package init(_ rule: PolicyRule, trust: TrustState, now: Timestamp) {
        let able = trust.root.people.filter { Self.canSign($0, for: rule, trust: trust, now: now) }
        let signers = trust.root.people.filter { Self.hasKey($0, trust: trust, now: now) }
        self.rule = rule
        slots = rule.slots.map { role in
            SlotCandidates(role: role, people: able.filter { $0.roles.contains(role) }.map(\.id))
        }
        canBeMet = Self.isMet(rule, by: able, requestedBy: signers)
        alone = able.filter { Self.isMet(rule, by: [$0], requestedBy: [$0]) }.map(\.id)
        organisations = Organisation.allCases.filter { organisation in
            Self.isMet(
                rule,
                by: able.filter { $0.organisation == organisation },
                requestedBy: signers.filter { $0.organisation == organisation }
            )
        }
    }

    /// The roles for which people are lacking, if the rule can't be met.
    package var lacking: [Role] {
        let roles = Dictionary(grouping: slots.indices) { slots[$0].role }
        return Role.allCases.filter { role in
            guard let wanted = roles[role], let first = wanted.first else { return false }
            return slots[first].people.count < wanted.count
        }
    }

    /// Somebody has to ask: where requesters don't count, that takes one more person.
    private static func isMet(_ rule: PolicyRule, by people: [Person], requestedBy requesters: [Person]) -> Bool {
        guard !rule.requesterCounts else { return RequirementRule.fill(rule, with: people).isMet }
        return requesters.contains { requester in
            RequirementRule.fill(rule, with: people.filter { $0.id != requester.id }).isMet
        }
    }

    private static func hasKey(_ person: Person, trust: TrustState, now: Timestamp) -> Bool {
        person.keys.contains { trust.standing(of: KeyFingerprint(of: $0.key), at: now).person != nil }
    }

    /// Whether one of the person's keys counts now and could do what the rule asks.
    private static func canSign(_ person: Person, for rule: PolicyRule, trust: TrustState, now: Timestamp) -> Bool {
        person.keys.contains { key in
            trust.standing(of: KeyFingerprint(of: key.key), at: now).person != nil
                && (!rule.userVerification || key.verifiesUsers)
        }
    }
}

/// One slot of a rule and who could fill it.
package struct SlotCandidates: Hashable, Sendable {
    package let role: Role
    package let people: [PersonID]

    package init(role: Role, people: [PersonID]) {
        self.role = role
        self.people = people
    }
}
