package import Model

/// Whether the people who signed fill the slots of a rule.
package enum RequirementRule {
    /// The people behind signatures that count for a rule, each once, in the order in which they signed.
    ///
    /// A signature by a key that is unknown, removed or revoked is left out; so is one without user verification or
    /// made on a controller's page where the rule says so.
    package static func people(
        behind signers: [SignerFact],
        rule: PolicyRule,
        trust: TrustState,
        now: Timestamp
    ) -> [Person] {
        var seen: Set<PersonID> = []
        return signers.compactMap { signer in
            guard signer.isValid, !rule.userVerification || signer.userVerified,
                !rule.independentDisplay || !signer.onControllerOrigin,
                let person = trust.standing(of: signer.key, at: now).person, seen.insert(person.id).inserted
            else { return nil }
            return person
        }
    }

    /// How people fill the slots of a rule.
    package static func fill(_ rule: PolicyRule, with people: [Person]) -> FilledRequirement {
        let slots = rule.slots
        let holders = Assignment.fill(slots: slots, holders: people.map { Set($0.roles) })
        return FilledRequirement(
            slots: zip(slots, holders).map { role, holder in
                FilledSlot(role: role, person: holder.map { people[$0].id })
            }
        )
    }
}

/// The slots of a rule with whom they were given to.
package struct FilledRequirement: Hashable, Sendable {
    package let slots: [FilledSlot]

    package init(slots: [FilledSlot]) {
        self.slots = slots
    }

    package var isMet: Bool { slots.allSatisfy { $0.person != nil } }

    /// The roles that somebody still has to sign for.
    package var missing: [Role] { slots.filter { $0.person == nil }.map(\.role) }
}

/// One slot of a rule.
package struct FilledSlot: Hashable, Sendable {
    package let role: Role
    package let person: PersonID?

    package init(role: Role, person: PersonID?) {
        self.role = role
        self.person = person
    }
}
