package import Model
package import TransparencyLog
package import Trust

/// An order, with what each of its devices answered.
package struct LoggedOperation: Hashable, Sendable {
    package let order: Logged<Operation>
    /// By device; final, one each.
    package internal(set) var receipts: [DeviceID: LoggedReceipt] = [:]

    init(_ order: Logged<Operation>) {
        self.order = order
    }

    package var operation: Operation { order.content }

    package var id: OperationID { operation.id }

    /// The devices by list; nil for a tree of targets, whose list is not in the log.
    package var devices: [DeviceID]? {
        guard case .devices(let devices) = operation.targets else { return nil }
        return devices
    }

    /// Whether a device is on the list.
    package func names(_ device: DeviceID) -> Bool {
        guard let devices else { return false }
        // The parser holds the list to ascending order.
        var lower = devices.startIndex
        var upper = devices.endIndex
        while lower < upper {
            let middle = lower + (upper - lower) / 2
            if devices[middle] == device { return true }
            if devices[middle] < device { lower = middle + 1 } else { upper = middle }
        }
        return false
    }

    /// Whether every device has answered.
    package var isDone: Bool {
        UInt64(receipts.count) >= operation.targets.count
    }

    /// The facts as a rule asks for them.
    package func facts(for device: DeviceID?) -> OperationFacts {
        OperationFacts(operation, sha256: order.sha256, namesDevice: device.map(names) ?? true)
    }

    /// Whether it may still be started by its own times.
    package func isExpired(at now: Timestamp) -> Bool {
        now >= operation.expires
    }
}

/// What is kept of a receipt.
package struct LoggedReceipt: Hashable, Sendable {
    package let index: UInt64
    package let at: Timestamp
    package let sha256: Digest
    package let sequence: UInt64
    package let outcome: Outcome
    package let code: FinalCode?
    package let exit: UInt64?
    package let signal: UInt64?
    package let admitted: Timestamp?
    package let rule: RuleName?

    init(_ receipt: Receipt, at time: Timestamp, sha256: Digest, index: UInt64) {
        self.index = index
        at = time
        self.sha256 = sha256
        sequence = receipt.sequence
        outcome = receipt.outcome
        code = receipt.code
        exit = receipt.exit
        signal = receipt.signal
        admitted = receipt.admitted
        rule = receipt.rule
    }
}
