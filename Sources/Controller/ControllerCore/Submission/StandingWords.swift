package import Model
package import Trust

/// Whether somebody who may has stopped an operation, as the devices would count it.
package enum StandingWords {
    /// `denied`, or `cancelled` for all devices, or for the one asked about.
    package static func refusal(
        _ operation: LoggedOperation,
        _ words: OperationWords,
        device: DeviceID? = nil,
        trust: TrustState,
        now: Timestamp
    ) -> RefusalCode? {
        guard !words.denials.isEmpty || !words.cancels.isEmpty else { return nil }
        let facts = operation.facts(for: nil)
        let denials = words.denialFacts(under: trust.root)
        if let code = Refutation.refusal(facts, denials: denials, trust: trust, now: now) { return code }
        let cancels = words.cancelFacts(under: trust.root)
        let signatures = operation.order.facts.map { SignerFact($0, under: trust.root) }
        let asked = device.map { [$0] } ?? operation.devices ?? []
        // Cancelled as a whole only if no device is left.
        let isCancelled =
            !asked.isEmpty
            && asked.allSatisfy { device in
                Cancellation.refusal(
                    facts,
                    cancels: cancels,
                    signatures: signatures,
                    device: device,
                    trust: trust,
                    now: now
                ) != nil
            }
        return isCancelled ? .cancelled : nil
    }
}

/// What rules still ask for, in words.
package enum MissingWords {
    /// `1 × contact`, one for each role.
    package static func list(_ roles: [Role]) -> [String] {
        var counts: [(role: Role, count: Int)] = []
        for role in roles {
            if let place = counts.firstIndex(where: { $0.role == role }) {
                counts[place].count += 1
            } else {
                counts.append((role, 1))
            }
        }
        return counts.map { "\($0.count) × \($0.role)" }
    }

    package static func text(_ roles: [Role]) -> String {
        list(roles).joined(separator: ", ")
    }
}
