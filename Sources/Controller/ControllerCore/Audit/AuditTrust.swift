import Model
import Trust

/// Trust states as devices held them, made once for each root and number of statuses seen.
struct AuditTrust {
    private struct Key: Hashable {
        let place: Int
        let statuses: Int
    }

    private var states: [Key: TrustState] = [:]

    /// What a device trusted that held a root and had seen the leaves below a size; nil for a root not in the log.
    mutating func state(_ reference: RootReference, below size: UInt64, in history: TenantHistory) -> TrustState? {
        guard let place = history.place(of: reference) else { return nil }
        let key = Key(place: place, statuses: history.statusCount(below: size))
        if let state = states[key] { return state }
        guard let state = history.trust(of: reference, below: size) else { return nil }
        if states.count > 256 { states = [:] }
        states[key] = state
        return state
    }
}
