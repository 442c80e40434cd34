package import Model

/// What a device last said of itself, and why nothing is delivered to it, if so.
///
/// Not in the log: the controller's own observation, kept so that a restart does not forget a step back.
package struct RuntimeDevice: StoredRecord {
    package static let table = "device"
    package static let key = ["tenant", "device"]

    package let tenant: TenantID
    package let device: DeviceID
    package var lastSeen: Timestamp?
    package var agentVersion: String?
    package var executorVersion: String?
    package var bootID: BootID?
    /// Ids in the executor's ledger, as last reported; a smaller number later is a step back.
    package var ledgerSize: UInt64
    /// Sequence of the last receipt, as last reported.
    package var lastSequence: UInt64
    /// Size of the checkpoint that the executor holds: proofs start from it.
    package var checkpointSize: UInt64
    /// The version of its device statement that the executor has judged.
    package var deviceVersion: UInt64
    /// Why nothing is delivered: `ledger-behind`, `two-places` and so on.
    package var hold: String?
    package var holdSince: Timestamp?
    /// The device statement's version when the hold began; a newer one ends it.
    package var holdVersion: UInt64?

    package init(tenant: TenantID, device: DeviceID) {
        self.tenant = tenant
        self.device = device
        ledgerSize = 0
        lastSequence = 0
        checkpointSize = 0
        deviceVersion = 0
    }

    package init(_ fields: RecordFields) throws(RecordStoreError) {
        tenant = try fields.identifier("tenant")
        device = try fields.identifier("device")
        lastSeen = try fields.optionalTime("last_seen")
        agentVersion = try fields.optionalText("agent_version")
        executorVersion = try fields.optionalText("executor_version")
        bootID = try fields.optionalIdentifier("boot")
        ledgerSize = try fields.integer("ledger_size")
        lastSequence = try fields.integer("last_sequence")
        checkpointSize = try fields.integer("checkpoint_size")
        deviceVersion = try fields.integer("device_version")
        hold = try fields.optionalText("hold")
        holdSince = try fields.optionalTime("hold_since")
        holdVersion = try fields.optionalInteger("hold_version")
    }

    package var fields: RecordFields {
        var fields = RecordFields(table: Self.table)
        fields.set("tenant", tenant)
        fields.set("device", device)
        fields.set("last_seen", lastSeen)
        fields.set("agent_version", agentVersion)
        fields.set("executor_version", executorVersion)
        fields.set("boot", bootID)
        fields.set("ledger_size", ledgerSize)
        fields.set("last_sequence", lastSequence)
        fields.set("checkpoint_size", checkpointSize)
        fields.set("device_version", deviceVersion)
        fields.set("hold", hold)
        fields.set("hold_since", holdSince)
        fields.set("hold_version", holdVersion)
        return fields
    }
}
