package import Model

/// What a rule allows an operation to ask for.
///
/// More is refused, never lowered: people signed what they read.
package enum RuleBounds {
    /// `limit` for a longer validity, a missing ticket, or any larger bound than the rule's.
    package static func refusal(_ operation: OperationFacts, rule: PolicyRule) -> RefusalCode? {
        if let maximum = rule.maximumValiditySeconds, operation.expires.seconds(since: operation.issued) > maximum {
            return .limit
        }
        if rule.ticketRequired, !operation.hasTicket { return .limit }
        let asked = operation.limits
        let isTooMuch =
            exceeds(asked.seconds, rule.limits.seconds) || exceeds(asked.memoryBytes, rule.limits.memoryBytes)
            || exceeds(asked.outputBytes, rule.limits.outputBytes) || exceeds(asked.processes, rule.limits.processes)
        return isTooMuch ? .limit : nil
    }

    private static func exceeds(_ asked: UInt64?, _ allowed: UInt64?) -> Bool {
        guard let asked, let allowed else { return false }
        return asked > allowed
    }
}

/// An operation that waits for another one.
package enum Predecessor {
    /// `busy` until the other one has a receipt, `limit` for good if it did not succeed.
    package static func refusal(_ predecessor: PredecessorFact) -> RefusalCode? {
        switch predecessor {
        case .none, .succeeded: nil
        case .pending: .busy
        case .ended: .limit
        }
    }
}

/// Of one conflict group one operation runs at a time.
package enum ConflictGroup {
    package static func refusal(_ operation: OperationFacts, running: Set<ConflictName>) -> RefusalCode? {
        guard let conflict = operation.conflict else { return nil }
        return running.contains(conflict) ? .busy : nil
    }
}
