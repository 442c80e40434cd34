import Model

extension TrustExplain.Answer {
    /// The answer as lines to print.
    package var lines: [String] {
        var lines = ["\(subject.words) on a device \(RuleWords.inGroups(groups))"]
        switch choice {
        case .none:
            lines.append("no rule matches: refused")
        case .undecidable(let zone):
            lines.append("a rule names the time zone \(zone), which is not installed here: refused")
        case .rule(let rule) where refusal == .ruleNone:
            lines.append("rule \(rule.name) matches first and is not for emergencies: refused")
        case .rule:
            lines.append(contentsOf: reach?.lines ?? [])
        }
        if refusal == .stale { lines.append("the root has expired: nothing runs until a newer one comes") }
        return lines
    }
}

extension RuleReach {
    /// Rule, demands and people as lines to print.
    package var lines: [String] {
        var lines = ["rule \(rule.name): \(RuleWords.conditions(of: rule))"]
        for (index, slot) in slots.enumerated() {
            let people = slot.people.isEmpty ? "nobody can sign today" : slot.people.map(\.text).joined(separator: ", ")
            lines.append("  signature \(index + 1) of \(slots.count): \(slot.role) (\(people))")
        }
        lines.append(contentsOf: RuleWords.demands(of: rule).map { "  \($0)" })
        if !canBeMet {
            let roles = lacking.map(\.description).joined(separator: ", ")
            lines.append(
                "  can't be met today" + (roles.isEmpty ? ": too few people for all slots" : ": lacking \(roles)")
            )
        }
        if !alone.isEmpty {
            lines.append("  met by one person alone: \(alone.map(\.text).joined(separator: ", "))")
        }
        for organisation in organisations {
            lines.append("  the \(organisation) can meet it without the other side")
        }
        return lines
    }
}

extension RuleSubject {
    /// The subject in a few words.
    package var words: String {
        var words = kind.rawValue
        if let item { words += " \(item)" }
        if let profile { words += " \(profile)" }
        return emergency ? "emergency \(words)" : words
    }
}
