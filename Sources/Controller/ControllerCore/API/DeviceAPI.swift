/// `GET /v1/tenants/{tenant}/devices`: where the proof of each device stands, and what only the controller knows.
///
/// State, name and groups are not in here: clients take them from the leaves named, which they verify themselves.
package struct DeviceList: Codable, Hashable, Sendable {
    package var devices: [DeviceSummary]

    package init(devices: [DeviceSummary]) {
        self.devices = devices
    }
}

package struct DeviceSummary: Codable, Hashable, Sendable {
    package var device: String
    /// Leaf index of its enrolment.
    package var enrolment: UInt64
    /// Leaf index of the device statement with its highest version, absent: never admitted.
    package var statement: UInt64?
    package var connected: Bool
    /// Controller's word.
    package var lastSeen: String?
    /// Why nothing is delivered (`ledger-behind`, `two-places`, …), absent: not on hold.
    package var hold: String?
    package var agentVersion: String?
    package var executorVersion: String?
    package var lastSequence: UInt64
    package var waiting: Int

    package init(
        device: String,
        enrolment: UInt64,
        statement: UInt64?,
        connected: Bool,
        lastSeen: String?,
        hold: String?,
        agentVersion: String?,
        executorVersion: String?,
        lastSequence: UInt64,
        waiting: Int
    ) {
        self.device = device
        self.enrolment = enrolment
        self.statement = statement
        self.connected = connected
        self.lastSeen = lastSeen
        self.hold = hold
        self.agentVersion = agentVersion
        self.executorVersion = executorVersion
        self.lastSequence = lastSequence
        self.waiting = waiting
    }
}

/// `GET /v1/tenants/{tenant}/inventory/{device}`: the merged state of the signed reports.
package struct InventoryDocument: Codable, Hashable, Sendable {
    package var device: String
    /// Canonical JSON of the whole report, as text.
    package var report: String
    /// Leaf index of the newest inventory entry.
    package var index: UInt64
    package var seq: UInt64
    package var receivedAt: String

    package init(device: String, report: String, index: UInt64, seq: UInt64, receivedAt: String) {
        self.device = device
        self.report = report
        self.index = index
        self.seq = seq
        self.receivedAt = receivedAt
    }
}

/// `GET /v1/tenants/{tenant}/inventory`.
package struct InventoryList: Codable, Hashable, Sendable {
    package var devices: [InventoryDocument]

    package init(devices: [InventoryDocument]) {
        self.devices = devices
    }
}
