package import Model

/// Whether people may publish a catalogue item or a release of the software itself.
package enum PublicationPolicy {
    package static func judge(
        _ item: Item,
        signatures: [SignerFact],
        witnesses: WitnessFacts?,
        trust: TrustState,
        now: Timestamp,
        zones: any TimeZoneSource
    ) -> LeafPolicy.Verdict {
        judge(
            RuleSubject(kind: .publish, item: item.item),
            tenant: item.tenant,
            issued: item.issued,
            signatures: signatures,
            witnesses: witnesses,
            trust: trust,
            now: now,
            zones: zones
        )
    }

    package static func judge(
        _ release: Release,
        signatures: [SignerFact],
        witnesses: WitnessFacts?,
        trust: TrustState,
        now: Timestamp,
        zones: any TimeZoneSource
    ) -> LeafPolicy.Verdict {
        judge(
            RuleSubject(kind: .release),
            tenant: release.tenant,
            issued: release.issued,
            signatures: signatures,
            witnesses: witnesses,
            trust: trust,
            now: now,
            zones: zones
        )
    }

    private static func judge(
        _ subject: RuleSubject,
        tenant: TenantID,
        issued: Timestamp,
        signatures: [SignerFact],
        witnesses: WitnessFacts?,
        trust: TrustState,
        now: Timestamp,
        zones: any TimeZoneSource
    ) -> LeafPolicy.Verdict {
        let refusal = LeafPolicy.refusal(
            tenant: tenant,
            root: nil,
            issued: issued,
            signatures: signatures,
            trust: trust,
            now: now
        )
        if let refusal { return .refused(refusal) }
        // No device is concerned, so rules that name groups don't match.
        return LeafPolicy.judge(
            subject,
            groups: [],
            signatures: signatures,
            witnesses: witnesses,
            trust: trust,
            now: now,
            zones: zones
        )
    }
}
