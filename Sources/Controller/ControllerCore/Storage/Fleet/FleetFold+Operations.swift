import Model
import TransparencyLog

extension FleetFold {
    func put(_ operation: Operation) throws {
        guard try rows.operation(operation.id, of: tenant) == nil else { return }
        try rows.put(FleetOperation(operation, entry: entry, index: index))
        // The ids of a target tree are in a blob: such devices get their row with their receipt.
        guard case .devices(let devices) = operation.targets else { return }
        for device in devices {
            try rows.put(
                FleetTarget(tenant: tenant, operation: operation.id, device: device, operationIndex: index)
            )
        }
    }

    /// Notes an entry about an operation, and returns the operation if the log held that very statement before.
    @discardableResult
    func word(
        about id: OperationID,
        _ sha256: Digest,
        devices: [DeviceID]? = nil,
        expires: Timestamp? = nil
    ) throws -> FleetOperation? {
        let operation = try rows.operation(id, of: tenant).flatMap { $0.sha256 == sha256 ? $0 : nil }
        try rows.put(
            FleetWord(
                tenant: tenant,
                entry: entry,
                index: index,
                operation: id,
                statementSha256: sha256,
                fits: operation != nil,
                devices: devices,
                expires: expires
            )
        )
        return operation
    }

    func put(_ denial: Denial) throws {
        let operation = try word(about: denial.operation, denial.statementSha256, expires: denial.expires)
        guard var operation, operation.denied == nil else { return }
        operation.denied = index
        try rows.put(operation)
    }

    func put(_ cancel: Cancel) throws {
        let operation = try word(about: cancel.operation, cancel.statementSha256, devices: cancel.devices)
        guard var operation else { return }
        guard let devices = cancel.devices else {
            guard operation.cancelled == nil else { return }
            operation.cancelled = index
            try rows.put(operation)
            return
        }
        for device in devices {
            guard var target = try rows.target(cancel.operation, device, of: tenant), target.cancelled == nil else {
                continue
            }
            target.cancelled = index
            try rows.put(target)
        }
    }

    func put(_ receipt: Receipt) throws {
        let operation = try word(about: receipt.operation, receipt.statementSha256, devices: [receipt.device])
        try advance(receipt)
        var target =
            try rows.target(receipt.operation, receipt.device, of: tenant)
            ?? FleetTarget(
                tenant: tenant,
                operation: receipt.operation,
                device: receipt.device,
                operationIndex: operation?.index
            )
        guard target.receipt == nil else { return }
        target.receipt = index
        target.receivedAt = entry.at
        target.sequence = receipt.sequence
        target.outcome = receipt.outcome
        target.exit = receipt.exit
        target.signal = receipt.signal
        target.code = receipt.code
        target.started = receipt.started
        target.ended = receipt.ended
        try rows.put(target)
        guard var operation else { return }
        operation.finished += 1
        try rows.put(operation)
    }

    private func advance(_ receipt: Receipt) throws {
        guard var device = try rows.device(receipt.device, of: tenant), receipt.sequence > device.lastSequence else {
            return
        }
        device.lastSequence = receipt.sequence
        device.lastReceipt = entry.statementText.sha256
        device.lastReceiptIndex = index
        try rows.put(device)
    }
}
