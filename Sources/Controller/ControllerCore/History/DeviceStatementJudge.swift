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
        if let code = trust.refusal(of: statement.root) { return Fault(code.rawValue, "root") }
        if ValidityPeriod.isFromTheFuture(statement.issued, now: now) {
            return Fault(RefusalCode.notYet.rawValue, "issued")
        }
        let signers = facts.map { SignerFact($0, under: trust.root) }
        if let code = OwnSignatures.refusal(signers, trust: trust, now: now) {
            return Fault(code.rawValue, "signatures")
        }
        for (index, row) in statement.devices.enumerated() {
            let member = "devices[\(index)]"
            guard let device = history.devices[row.device] else {
                return Fault(RefusalCode.target.rawValue, "\(member).device")
            }
            guard row.version > device.current?.row.version ?? 0 else {
                return Fault(Reason.version.rawValue, "\(member).version")
            }
            if let fault = ruleFault(
                row,
                device,
                member: member,
                signers: signers,
                trust: trust,
                now: now,
                zones: zones
            ) {
                return fault
            }
        }
        return nil
    }

    /// Rules match by the device's old and new groups together, so that nobody leaves `finance` without its rule.
    private static func ruleFault(
        _ row: DeviceRow,
        _ device: LoggedDevice,
        member: String,
        signers: [SignerFact],
        trust: TrustState,
        now: Timestamp,
        zones: any TimeZoneSource
    ) -> Fault? {
        let choice = RuleMatcher.choose(
            from: trust.root.policy,
            for: RuleSubject(kind: .device),
            groups: Set(row.groups).union(device.current?.row.groups ?? []),
            now: now,
            zones: zones
        )
        if let code = RuleDecision.refusal(choice, emergency: false) { return Fault(code.rawValue, member) }
        guard let rule = choice.rule else { return Fault(RefusalCode.ruleNone.rawValue, member) }
        let filled = RequirementRule.fill(
            rule,
            with: RequirementRule.people(behind: signers, rule: rule, trust: trust, now: now)
        )
        return filled.isMet ? nil : Fault(RefusalCode.ruleUnmet.rawValue, member, missing: filled.missing)
    }
}
