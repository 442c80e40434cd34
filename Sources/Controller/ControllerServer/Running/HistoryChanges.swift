import ControllerCore
import Model

/// What some entries have changed, and for whom.
struct HistoryChanges {
    private(set) var operations: Set<OperationID> = []
    private var devices: Set<DeviceID> = []
    private var everybody = false

    var isEmpty: Bool { operations.isEmpty && devices.isEmpty && !everybody }

    mutating func note(_ entry: Entry, history: TenantHistory) {
        switch entry.statement {
        case .operation(let operation): note(operation.id, history)
        case .approval(let word): note(word.operation, history)
        case .denial(let word): note(word.operation, history)
        case .cancel(let word): note(word.operation, history)
        case .receipt(let receipt): operations.insert(receipt.operation)
        case .device(let statement):
            devices.formUnion(statement.devices.map(\.device))
            for row in statement.devices { operations.formUnion(history.open[row.device] ?? []) }
        case .root, .status: everybody = true
        default: break
        }
    }

    private mutating func note(_ operation: OperationID, _ history: TenantHistory) {
        operations.insert(operation)
        devices.formUnion(history.operations[operation]?.devices ?? [])
    }

    /// Those of the live devices that are concerned; looks at the changed ones, unless it is everybody.
    func affected(_ live: [DeviceID: LiveDevice]) -> [DeviceID] {
        everybody ? Array(live.keys) : devices.filter { live[$0] != nil }
    }
}
