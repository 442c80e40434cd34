package import Model

/// Who may narrow a root between two versions.
package enum StatusAuthority {
    package static let roles: Set<Role> = [.root, .status]

    /// Judges a status when it arrives: for the current root, naming no root key, by one key of role root or status.
    ///
    /// One from the future is `not-yet`: its `issued` would move the time floor, and so outlast the next root.
    package static func refusal(
        of status: Status,
        signatures: [SignerFact],
        trust: TrustState,
        now: Timestamp
    ) -> RefusalCode? {
        if let code = Revocations.refusal(of: status, narrowing: trust.current) { return code }
        if ValidityPeriod.isFromTheFuture(status.issued, now: now) { return .notYet }
        if let code = OwnSignatures.refusal(signatures, trust: trust, now: now) { return code }
        let people = signatures.compactMap { trust.holder(of: $0.key) }
        return people.contains { !roles.isDisjoint(with: $0.roles) } ? nil : .ruleUnmet
    }
}
