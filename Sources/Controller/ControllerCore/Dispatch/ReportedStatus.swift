package import Model
package import WireMessages

/// What an executor says that it holds.
///
/// Its own word, used only to serve it and to see a step back.
package struct ReportedStatus: Hashable, Sendable {
    package let checkpoint: String
    package let checkpointSize: UInt64
    package let ledgerSize: UInt64
    package let lastSequence: UInt64
    package let spooled: UInt32
    package let deviceVersion: UInt64
    package let forkLatched: Bool
    package let localStop: Bool
    package let executorVersion: String

    package init(
        checkpoint: String = "",
        checkpointSize: UInt64 = 0,
        ledgerSize: UInt64 = 0,
        lastSequence: UInt64 = 0,
        spooled: UInt32 = 0,
        deviceVersion: UInt64 = 0,
        forkLatched: Bool = false,
        localStop: Bool = false,
        executorVersion: String = ""
    ) {
        self.checkpoint = checkpoint
        self.checkpointSize = checkpointSize
        self.ledgerSize = ledgerSize
        self.lastSequence = lastSequence
        self.spooled = spooled
        self.deviceVersion = deviceVersion
        self.forkLatched = forkLatched
        self.localStop = localStop
        self.executorVersion = executorVersion
    }

    /// Reads a message; nil where tenant or device are not those of the channel's certificate.
    package init?(_ wire: WireExecutorStatus, tenant: TenantID, device: DeviceID) {
        guard wire.tenant == tenant.text, wire.device == device.text else { return nil }
        self.init(
            checkpoint: wire.checkpoint,
            checkpointSize: wire.checkpointSize,
            ledgerSize: wire.ledgerSize,
            lastSequence: wire.lastSequence,
            spooled: wire.spooled,
            deviceVersion: wire.deviceVersion,
            forkLatched: wire.forkLatched,
            localStop: wire.localStop,
            executorVersion: VersionText(wire.executorVersion)?.text ?? ""
        )
    }
}
