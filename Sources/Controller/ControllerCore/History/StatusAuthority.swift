package import Model
package import SSHSIG
package import Trust

/// Who may narrow a root: one person of role root or status.
package enum StatusAuthority {
    package static func refusal(
        _ status: Status,
        facts: [SignatureFacts],
        trust: TrustState,
        now: Timestamp
    ) -> RefusalCode? {
        if let code = Revocations.refusal(of: status, narrowing: trust.current) { return code }
        let signers = facts.map { SignerFact($0, under: trust.root) }
        if let code = OwnSignatures.refusal(signers, trust: trust, now: now) { return code }
        let mayNarrow = signers.contains { signer in
            trust.standing(of: signer.key, at: now).person.map { !$0.roles.allSatisfy { $0 != .root && $0 != .status } }
                ?? false
        }
        return mayNarrow ? nil : .ruleUnmet
    }
}
