package import Model

/// What is remembered of a device from one connection to the next.
///
/// It is not in the log and can be lost.
package struct DeviceMemory: Hashable, Sendable {
    /// As last reported.
    package var ledgerSize: UInt64
    package var lastSequence: UInt64
    package var bootID: BootID?
    package var lastSeen: Timestamp?
    package var agentVersion: String?
    package var executorVersion: String?
    package var hold: DeviceHold?
    /// What the device said to leaves other than operations, by leaf index: `ok` or a code.
    package var judged: [UInt64: String]

    package init(
        ledgerSize: UInt64 = 0,
        lastSequence: UInt64 = 0,
        bootID: BootID? = nil,
        lastSeen: Timestamp? = nil,
        agentVersion: String? = nil,
        executorVersion: String? = nil,
        hold: DeviceHold? = nil,
        judged: [UInt64: String] = [:]
    ) {
        self.ledgerSize = ledgerSize
        self.lastSequence = lastSequence
        self.bootID = bootID
        self.lastSeen = lastSeen
        self.agentVersion = agentVersion
        self.executorVersion = executorVersion
        self.hold = hold
        self.judged = judged
    }

    /// What can be known of a device that nothing is remembered of: the log has its receipts.
    package init(of device: LoggedDevice) {
        self.init(lastSequence: device.lastSequence)
    }
}

/// Why nothing is delivered to a device until people sign a device statement.
package struct DeviceHold: Hashable, Sendable {
    package enum Reason: String, Hashable, Sendable, CaseIterable {
        /// Its ledger or sequence went back: a restored snapshot, which could run an order twice.
        case ledgerBehind = "ledger-behind"
        /// One identity alive in two places: a cloned disk.
        case twoPlaces = "two-places"
    }

    package let reason: Reason
    package let since: Timestamp
    /// The version of the device statement then current; a newer one ends the hold.
    package let version: UInt64

    package init(reason: Reason, since: Timestamp, version: UInt64) {
        self.reason = reason
        self.since = since
        self.version = version
    }
}
