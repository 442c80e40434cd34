import Model
import Trust

/// Step 4: witness quorum of the rule, age of the newest cosignature, root and status not stale.
enum FreshnessRule {
    /// An order that cannot be read matches no rule: then no cosignature is asked for, root and status are still judged.
    static func refusal(_ facts: AdmissionFacts?, state: GateState, now: Timestamp) -> RefusalCode? {
        if let facts { return AdmissionPolicy.freshness(facts) }
        return RootExpiry.refusal(state.root, now: now) ?? StatusFreshness.refusal(state.trust, now: now)
    }
}
