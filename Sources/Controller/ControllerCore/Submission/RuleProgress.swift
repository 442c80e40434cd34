import Model
import Trust

/// Whether the rule of every device of an operation is met, and what is missing where not.
struct RuleProgress {
    let isMet: Bool
    let missing: [String]

    init(
        _ operation: LoggedOperation,
        _ words: OperationWords,
        history: TenantHistory,
        now: Timestamp,
        zones: any TimeZoneSource
    ) {
        guard let trust = history.trust, let devices = operation.devices else {
            isMet = false
            missing = ["a list of targets"]
            return
        }
        let facts = operation.facts(for: nil)
        let signatures = operation.order.facts.map { SignerFact($0, under: trust.root) }
        let approvals = words.approvalFacts(under: trust.root)
        var lines: [String] = []
        var met = true
        // Devices in the same groups get the same answer; most orders have few different ones.
        var seen: Set<Set<GroupName>> = []
        for device in devices where operation.receipts[device] == nil {
            let standing = history.devices[device]?.standing
            if DeviceAdmission.refusal(standing) != nil {
                met = false
                lines.append("\(device) active")
                continue
            }
            let groups = standing?.groups ?? []
            guard seen.insert(groups).inserted else { continue }
            let answer = OperationPolicy.answer(
                facts,
                signatures: signatures,
                approvals: approvals,
                groups: groups,
                trust: trust,
                now: now,
                zones: zones
            )
            guard !answer.isMet else { continue }
            met = false
            for line in Self.lines(answer, facts, groups, root: trust.root) where !lines.contains(line) {
                lines.append(line)
            }
        }
        isMet = met
        missing = lines
    }

    private static func lines(
        _ answer: OperationPolicy.Answer,
        _ facts: OperationFacts,
        _ groups: Set<GroupName>,
        root: TrustRoot
    ) -> [String] {
        if answer.refusal == .ruleNone {
            let later = root.policy.first { $0.hours != nil && RuleMatcher.matches($0, facts.subject, groups: groups) }
            if let later { return ["the hours of rule \"\(later.name)\""] }
        }
        if let code = answer.refusal { return [code.rawValue] }
        return MissingWords.list(answer.requirement?.missing ?? [])
    }
}
