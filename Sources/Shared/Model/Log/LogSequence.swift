package import SSHSIG
package import TransparencyLog

/// What the entries of one tenant's log owe to each other, from the first on.
///
/// Times never go back; a device is enrolled once; its receipts form a chain without holes, one for each operation;
/// inventory is signed by the agent key of the enrolment. A refused entry changes nothing.
package struct LogSequence: Sendable {
    /// What the log has said of one device.
    package struct Device: Hashable, Sendable {
        package let agentKey: SSHPublicKey
        /// The sequence of its last receipt, 0 before the first.
        package fileprivate(set) var sequence: UInt64 = 0
        /// The digest of its last receipt's statement.
        package fileprivate(set) var lastReceipt: Digest = Receipt.noPrevious
        fileprivate var finished: Set<OperationID> = []
    }

    package let tenant: TenantID
    /// How many entries have been taken in.
    package private(set) var size: UInt64 = 0
    /// The time of the last entry.
    package private(set) var latest: Timestamp?
    package private(set) var devices: [DeviceID: Device] = [:]

    package init(tenant: TenantID) {
        self.tenant = tenant
    }

    /// Whether a device has a receipt for an operation.
    package func hasReceipt(for operation: OperationID, of device: DeviceID) -> Bool {
        devices[device]?.finished.contains(operation) ?? false
    }

    /// Takes the next leaf in.
    @discardableResult
    package mutating func append(
        leaf: [UInt8],
        zones: any TimeZoneDirectory = SystemTimeZones()
    ) throws(Refusal) -> Entry {
        let entry = try Entry(leaf: leaf, zones: zones)
        try append(entry)
        return entry
    }

    /// Takes the next entry in.
    package mutating func append(_ entry: Entry) throws(Refusal) {
        if let latest, entry.at < latest { throw Refusal(.order, "at") }
        guard entry.statement.tenant == tenant else { throw Refusal(.tenant, "statement.tenant") }
        switch entry.statement {
        case .enrolment(let enrolment): try enrol(enrolment)
        case .inventory(let inventory):
            guard let signer = entry.facts.first?.key, devices[inventory.device]?.agentKey == signer else {
                throw Refusal(.signer, "signatures[0]")
            }
        case .receipt(let receipt): try chain(receipt, digest: entry.statementText.sha256)
        default: break
        }
        latest = entry.at
        size += 1
    }

    private mutating func enrol(_ enrolment: Enrolment) throws(Refusal) {
        guard devices[enrolment.device] == nil else { throw Refusal(.duplicate, "statement.device") }
        devices[enrolment.device] = Device(agentKey: enrolment.agentKey)
    }

    private mutating func chain(_ receipt: Receipt, digest: Digest) throws(Refusal) {
        guard let device = devices[receipt.device] else { throw Refusal(.signer, "signatures[0]") }
        guard receipt.sequence == device.sequence + 1 else { throw Refusal(.chain, "statement.sequence") }
        guard receipt.previous == device.lastReceipt else { throw Refusal(.chain, "statement.previous") }
        guard !device.finished.contains(receipt.operation) else { throw Refusal(.duplicate, "statement.operation") }
        devices[receipt.device]?.sequence = receipt.sequence
        devices[receipt.device]?.lastReceipt = digest
        devices[receipt.device]?.finished.insert(receipt.operation)
    }
}
