package import Model

/// How far an operation has come on one device, as seen from here; only a receipt says how it ended.
package struct RuntimeDelivery: StoredRecord {
    package static let table = "delivery"
    package static let key = ["tenant", "operation", "device"]

    package let tenant: TenantID
    package let operation: OperationID
    package let device: DeviceID
    /// `queued`, `delivered` or `running`.
    package var state: String
    package var since: Timestamp
    package var attempts: UInt64
    /// The last answer that made no receipt.
    package var code: String?
    /// Not to be delivered again before.
    package var retryAt: Timestamp?
    /// Bytes of stdout and stderr that have come, so that a stream goes on where it stopped.
    package var stdoutBytes: UInt64
    package var stderrBytes: UInt64

    package init(tenant: TenantID, operation: OperationID, device: DeviceID, state: String, since: Timestamp) {
        self.tenant = tenant
        self.operation = operation
        self.device = device
        self.state = state
        self.since = since
        attempts = 0
        stdoutBytes = 0
        stderrBytes = 0
    }

    package init(_ fields: RecordFields) throws(RecordStoreError) {
        tenant = try fields.identifier("tenant")
        operation = try fields.identifier("operation")
        device = try fields.identifier("device")
        state = try fields.text("state")
        since = try fields.time("since")
        attempts = try fields.integer("attempts")
        code = try fields.optionalText("code")
        retryAt = try fields.optionalTime("retry_at")
        stdoutBytes = try fields.integer("stdout_bytes")
        stderrBytes = try fields.integer("stderr_bytes")
    }

    package var fields: RecordFields {
        var fields = RecordFields(table: Self.table)
        fields.set("tenant", tenant)
        fields.set("operation", operation)
        fields.set("device", device)
        fields.set("state", state)
        fields.set("since", since)
        fields.set("attempts", attempts)
        fields.set("code", code)
        fields.set("retry_at", retryAt)
        fields.set("stdout_bytes", stdoutBytes)
        fields.set("stderr_bytes", stderrBytes)
        return fields
    }
}
