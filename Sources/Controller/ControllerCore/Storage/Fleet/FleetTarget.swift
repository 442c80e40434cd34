package import Model

/// One device of one operation.
///
/// A receipt without operation in the log, or from a device that the operation does not list, has a row as well: the
/// auditor flags it, the projection hides nothing.
package struct FleetTarget: StoredRecord {
    package static let table = "target"
    package static let key = ["tenant", "operation", "device"]

    package let tenant: TenantID
    package let operation: OperationID
    package let device: DeviceID
    /// Leaf index of the operation; nil if it is not in the log.
    package let operationIndex: UInt64?
    /// Leaf index of a cancel that names this device.
    package var cancelled: UInt64?
    /// Leaf index of the receipt; the first counts.
    package var receipt: UInt64?
    package var receivedAt: Timestamp?
    package var sequence: UInt64?
    package var outcome: Outcome?
    package var exit: UInt64?
    package var signal: UInt64?
    package var code: FinalCode?
    package var started: Timestamp?
    package var ended: Timestamp?

    package init(tenant: TenantID, operation: OperationID, device: DeviceID, operationIndex: UInt64?) {
        self.tenant = tenant
        self.operation = operation
        self.device = device
        self.operationIndex = operationIndex
    }

    package init(_ fields: RecordFields) throws(RecordStoreError) {
        tenant = try fields.identifier("tenant")
        operation = try fields.identifier("operation")
        device = try fields.identifier("device")
        operationIndex = try fields.optionalInteger("operation_idx")
        cancelled = try fields.optionalInteger("cancelled")
        receipt = try fields.optionalInteger("receipt")
        receivedAt = try fields.optionalTime("received_at")
        sequence = try fields.optionalInteger("sequence")
        outcome = try fields.optionalWord("outcome")
        exit = try fields.optionalInteger("exit")
        signal = try fields.optionalInteger("signal")
        code = try fields.optionalWord("code")
        started = try fields.optionalTime("started")
        ended = try fields.optionalTime("ended")
    }

    package var fields: RecordFields {
        var fields = RecordFields(table: Self.table)
        fields.set("tenant", tenant)
        fields.set("operation", operation)
        fields.set("device", device)
        fields.set("operation_idx", operationIndex)
        fields.set("cancelled", cancelled)
        fields.set("receipt", receipt)
        fields.set("received_at", receivedAt)
        fields.set("sequence", sequence)
        fields.set("outcome", outcome)
        fields.set("exit", exit)
        fields.set("signal", signal)
        fields.set("code", code)
        fields.set("started", started)
        fields.set("ended", ended)
        return fields
    }
}
