package import Model

/// A root past its date allows nothing: whoever keeps newer ones away must not gain by it.
package enum RootExpiry {
    package static func refusal(_ root: TrustRoot, now: Timestamp) -> RefusalCode? {
        now >= root.expires ? .stale : nil
    }
}

/// How many witnesses have seen the checkpoint, and how recently.
package enum WitnessQuorum {
    /// The number that a rule asks for; 0 where there is no rule, since then something else refuses.
    package static func demanded(by rule: PolicyRule?, root: TrustRoot) -> Int {
        guard let rule else { return 0 }
        return rule.witnesses ?? root.witnesses.quorum
    }

    /// `witness` for too few, `stale` where the newest cosignature is too old.
    ///
    /// A rule that asks for none asks for no age.
    package static func refusal(
        _ witnesses: WitnessFacts,
        rule: PolicyRule?,
        root: TrustRoot,
        now: Timestamp
    ) -> RefusalCode? {
        let demanded = demanded(by: rule, root: root)
        guard demanded > 0 else { return nil }
        guard witnesses.count >= demanded, let newest = witnesses.newest else { return .witness }
        return now.seconds(since: newest) > root.witnesses.maximumAgeSeconds ? .stale : nil
    }
}

/// A recent status, where the root asks for one.
package enum StatusFreshness {
    /// `stale` unless the latest status, not from the future, is young enough and has not expired.
    package static func refusal(_ trust: TrustState, now: Timestamp) -> RefusalCode? {
        let demand = trust.root.status
        guard demand.required else { return nil }
        let latest = trust.revocations.statuses.first { !ValidityPeriod.isFromTheFuture($0.issued, now: now) }
        guard let latest, now < latest.expires, now.seconds(since: latest.issued) <= demand.maximumAgeSeconds else {
            return .stale
        }
        return nil
    }
}
