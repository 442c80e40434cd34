package import Model

/// Whether people may say about a device what a row of a device statement says.
package enum DeviceRowPolicy {
    /// What becomes of one row.
    package enum Verdict: Hashable, Sendable {
        /// Counts from now on.
        case accepted(rule: PolicyRule)
        /// Says what is held already.
        case known
        /// Has a lower version than what is held.
        case outdated
        /// Has the version that is held and says something else: refused, and to be reported.
        case conflicting
        case refused(RefusalCode)
    }

    /// What has to hold for the statement as a whole.
    package static func refusal(
        of statement: DeviceStatement,
        signatures: [SignerFact],
        trust: TrustState,
        now: Timestamp
    ) -> RefusalCode? {
        LeafPolicy.refusal(
            tenant: statement.tenant,
            root: statement.root,
            issued: statement.issued,
            signatures: signatures,
            trust: trust,
            now: now
        )
    }

    /// Judges one row for itself.
    ///
    /// Rules of kind `device` are matched with the device's old and new groups together, so that nobody leaves a group
    /// without the rule of that group. A device judges its own row; who knows the whole fleet asks for all rows.
    ///
    /// - Parameter held: what is known of the device; nil for a new one.
    package static func judge(
        _ row: DeviceRow,
        held: DeviceStanding?,
        signatures: [SignerFact],
        witnesses: WitnessFacts?,
        trust: TrustState,
        now: Timestamp,
        zones: any TimeZoneSource
    ) -> Verdict {
        if let held {
            if row.version < held.version { return .outdated }
            if row.version == held.version { return held.says(the: row) ? .known : .conflicting }
        }
        let verdict = LeafPolicy.judge(
            RuleSubject(kind: .device),
            groups: Set(row.groups).union(held?.groups ?? []),
            signatures: signatures,
            witnesses: witnesses,
            trust: trust,
            now: now,
            zones: zones
        )
        return switch verdict {
        case .accepted(let rule): .accepted(rule: rule)
        case .refused(let code): .refused(code)
        }
    }
}
