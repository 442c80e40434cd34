import Model
import TransparencyLog
import Trust

// What only the whole log tells.
extension AuditVerifier {
    mutating func conclude() {
        let version = pinned.root.version
        if let place = history.place(of: pinned.reference) {
            if place > 0 { tally.note(.rootOlder, index: 0, "\(place) versions before \(version)") }
        } else {
            tally.note(.rootPinned, "version \(version)")
        }
        if let lastCheckpoint {
            let left = tree.size - min(tree.size, lastCheckpoint)
            if left > 0 { tally.note(.uncovered, index: lastCheckpoint, "\(left) leaves") }
        } else {
            tally.note(.checkpointMissing, "none verified")
        }
        for (operation, order) in refusedOrders.sorted(by: { $0.value.index < $1.value.index })
        where !ran.contains(operation) {
            tally.note(.orderRefused, index: order.index, order.code.rawValue)
        }
        noteUnanswered()
    }

    private mutating func noteUnanswered() {
        guard let now = sequence.latest else { return }
        let open = history.operations.values.filter { operation in
            operation.isExpired(at: now) && !isAnswered(operation) && refusedOrders[operation.id] == nil
                && !isDenied(operation)
        }
        for operation in open.sorted(by: { $0.order.index < $1.order.index }) {
            tally.note(.unanswered, index: operation.order.index, "\(operation.operation.targets.count) devices")
        }
    }

    /// Whether each device that the order names has a receipt; a stranger's receipt answers for nobody.
    private func isAnswered(_ operation: LoggedOperation) -> Bool {
        guard let devices = operation.devices else {
            return UInt64(operation.receipts.count) >= operation.operation.targets.count
        }
        return devices.allSatisfy { operation.receipts[$0] != nil }
    }

    private func isDenied(_ operation: LoggedOperation) -> Bool {
        let words = history.words(on: operation.id)
        return words.denials.contains { denial in
            denial.content.statementSha256 == operation.order.sha256
                && words.reach(of: denial.index).contains { $0 != .none }
        }
    }
}
