package import Model
package import SSHSIG
package import Trust

/// Whether people may say this of devices: signatures, root, versions, and a rule for each row (docs/protocol.md,
/// devices).
package enum DeviceStatementJudge {
    /// Why a statement has no effect, and which member is at fault.
    package struct Fault: Hashable, Sendable {
        /// A gate code or a reader's word.
        package let code: String
        package let member: String
        /// What rules still ask for, where that is what is missing.
        package let missing: [Role]

        init(_ code: String, _ member: String, missing: [Role] = []) {
            self.code = code
            self.member = member
            self.missing = missing
        }
    }

    /// Judges all rows; one that fails refuses the statement.
    package static func refusal(
        _ statement: DeviceStatement,
        facts: [SignatureFacts],
        history: TenantHistory,
        now: Timestamp,
        zones: any TimeZoneSource
    ) -> Fault? {
        guard let trust = history.trust else { return Fault(RefusalCode.rootUnknown.rawValue, "root") }
        let signers = facts.map { SignerFact($0, under: trust.root) }
        if let code = DeviceRowPolicy.refusal(of: statement, signatures: signers, trust: trust, now: now) {
            return Fault(code.rawValue, member(of: code))
        }
        for (index, row) in statement.devices.enumerated() {
            let member = "devices[\(index)]"
            guard let device = history.devices[row.device] else {
                return Fault(RefusalCode.target.rawValue, "\(member).device")
            }
            let verdict = DeviceRowPolicy.judge(
                row,
                held: device.standing,
                signatures: signers,
                witnesses: nil,
                trust: trust,
                now: now,
                zones: zones
            )
            switch verdict {
            case .accepted: continue
            case .known, .outdated, .conflicting: return Fault(Reason.version.rawValue, "\(member).version")
            case .refused(let code):
                let missing = missing(row, device, signers: signers, trust: trust, now: now, zones: zones)
                return Fault(code.rawValue, member, missing: missing)
            }
        }
        return nil
    }

    private static func member(of code: RefusalCode) -> String {
        switch code {
        case .rootBehind, .rootUnknown: "root"
        case .notYet: "issued"
        case .tenant: "tenant"
        default: "signatures"
        }
    }

    /// What the rule for a row still asks for.
    private static func missing(
        _ row: DeviceRow,
        _ device: LoggedDevice,
        signers: [SignerFact],
        trust: TrustState,
        now: Timestamp,
        zones: any TimeZoneSource
    ) -> [Role] {
        let choice = RuleMatcher.choose(
            from: trust.root.policy,
            for: RuleSubject(kind: .device),
            groups: Set(row.groups).union(device.standing?.groups ?? []),
            now: now,
            zones: zones
        )
        guard let rule = choice.rule else { return [] }
        let people = RequirementRule.people(behind: signers, rule: rule, trust: trust, now: now)
        return RequirementRule.fill(rule, with: people).missing
    }
}
