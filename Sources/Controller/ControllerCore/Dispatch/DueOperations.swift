package import Model
package import Trust

/// Which orders may go to a device now, and when to look again.
package struct DueOperations: Hashable, Sendable {
    /// In log order.
    package let due: [OperationID]
    /// When something may become due by time alone.
    package let next: Timestamp?

    /// How often waiting orders whose rules have hours are looked at.
    private static let hoursPoll: Int64 = 60

    /// Judges all open orders of a device.
    ///
    /// An expired or cancelled order is due too, also one that never had its signatures: the device answers it with a
    /// receipt, and only a receipt closes it. A denied one is not: the denial itself goes to the device.
    /// - Parameter taken: orders that are not asked about, since the device has them: judging an order looks at all of its
    ///   targets.
    package init(
        _ device: DeviceID,
        history: TenantHistory,
        taken: Set<OperationID> = [],
        now: Timestamp,
        zones: any TimeZoneSource
    ) {
        var due: [OperationID] = []
        var next: Timestamp?
        func look(at time: Timestamp) { next = next.map { min($0, time) } ?? time }
        guard let trust = history.trust else {
            (self.due, self.next) = ([], nil)
            return
        }
        for id in history.open[device] ?? [] where !taken.contains(id) {
            guard let operation = history.operations[id] else { continue }
            let words = history.words(on: id)
            switch StandingWords.refusal(operation, words, device: device, trust: trust, now: now) {
            case .denied?: continue
            case _?: due.append(id)
            case nil:
                if operation.isExpired(at: now) {
                    due.append(id)
                    continue
                }
                look(at: operation.operation.expires)
                if let start = operation.operation.notBefore, now < start {
                    look(at: start)
                } else if let window = operation.operation.window,
                    HoursRule.isWithin(window, now: now, zones: zones) != true
                {
                    if let opening = WindowOpening.next(window, after: now, zones: zones) { look(at: opening) }
                } else if RuleProgress(operation, words, history: history, now: now, zones: zones).isMet {
                    due.append(id)
                } else if trust.root.policy.contains(where: { $0.hours != nil }) {
                    look(at: now.adding(seconds: Self.hoursPoll))
                }
            }
        }
        self.due = due
        self.next = next
    }
}
