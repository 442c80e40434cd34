import Model

/// Conditions and demands of rules in words.
enum RuleWords {
    static func inGroups(_ groups: Set<GroupName>) -> String {
        groups.isEmpty ? "in no group" : "in \(groups.sorted().map(\.text).joined(separator: ", "))"
    }

    static func conditions(of rule: PolicyRule) -> String {
        var parts: [String] = []
        if let kinds = rule.kinds { parts.append(list(kinds)) }
        if let groups = rule.groups { parts.append("groups \(list(groups))") }
        if let items = rule.items { parts.append("items \(list(items))") }
        if let profiles = rule.profiles { parts.append("profiles \(list(profiles))") }
        if let emergency = rule.emergency { parts.append(emergency ? "emergencies" : "no emergencies") }
        if let hours = rule.hours { parts.append("hours \(words(hours))") }
        return parts.isEmpty ? "everything" : parts.joined(separator: "; ")
    }

    static func demands(of rule: PolicyRule) -> [String] {
        var demands: [String] = []
        if !rule.requesterCounts { demands.append("who asks doesn't count: others have to approve") }
        if rule.userVerification { demands.append("only signatures with PIN or biometrics count") }
        if rule.independentDisplay { demands.append("passkeys on a controller's page don't count") }
        if let witnesses = rule.witnesses {
            demands.append(
                witnesses == 0 ? "runs without any witness, marked in the receipt" : "witnesses: \(witnesses)"
            )
        }
        if let seconds = rule.maximumValiditySeconds { demands.append("valid for at most \(seconds) s") }
        if rule.ticketRequired { demands.append("a ticket is required") }
        if let seconds = rule.reviewSeconds { demands.append("to be reviewed by somebody else within \(seconds) s") }
        let limits: [(String, UInt64?)] = [
            ("seconds", rule.limits.seconds), ("memory bytes", rule.limits.memoryBytes),
            ("output bytes", rule.limits.outputBytes), ("processes", rule.limits.processes),
        ]
        for (name, limit) in limits {
            if let limit { demands.append("at most \(limit) \(name)") }
        }
        return demands
    }

    private static func words(_ hours: Hours) -> String {
        "\(time(hours.from)) to \(time(hours.to)) on days \(list(hours.days)) in \(hours.zone)"
    }

    private static func time(_ minutes: Int) -> String {
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(two(minutes / 60)):\(two(minutes % 60))"
    }

    private static func list(_ values: [some CustomStringConvertible]) -> String {
        values.map(\.description).joined(separator: ", ")
    }
}
