import Model
import SSHSIG
import TransparencyLog

/// What entries owe to those above them, judged so that one fault is one finding: whatever follows is judged on.
///
/// `LogSequence` refuses such an entry and stops there; an auditor has to say what is wrong with the rest as well.
struct AuditSequence: Sendable {
    private struct Device: Sendable {
        let agentKey: SSHPublicKey
        var sequence: UInt64 = 0
        var lastReceipt = Receipt.noPrevious
        var finished: Set<OperationID> = []
    }

    /// The highest time so far.
    private(set) var latest: Timestamp?
    private var devices: [DeviceID: Device] = [:]

    /// Notes the time of the next entry; false if one above it is later.
    mutating func advance(to at: Timestamp) -> Bool {
        let isInOrder = latest.map { $0 <= at } ?? true
        if isInOrder { latest = at }
        return isInOrder
    }

    /// Whether a device was not enrolled before; it is afterwards.
    mutating func enrol(_ enrolment: Enrolment) -> Bool {
        guard devices[enrolment.device] == nil else { return false }
        devices[enrolment.device] = Device(agentKey: enrolment.agentKey)
        return true
    }

    /// Whether inventory is signed by the agent key of the device's enrolment.
    func isByAgent(_ inventory: InventoryStatement, _ entry: Entry) -> Bool {
        guard let signer = entry.facts.first?.key else { return false }
        return devices[inventory.device]?.agentKey == signer
    }

    /// What is wrong with a receipt's place in its device's chain; nil if nothing is.
    ///
    /// After a hole the chain goes on from the receipt that shows it.
    mutating func chain(_ receipt: Receipt, sha256: Digest) -> ChainFault? {
        guard let device = devices[receipt.device] else { return .signer }
        let fits = receipt.sequence == device.sequence + 1 && receipt.previous == device.lastReceipt
        let isRepeated = device.finished.contains(receipt.operation)
        if receipt.sequence > device.sequence {
            devices[receipt.device]?.sequence = receipt.sequence
            devices[receipt.device]?.lastReceipt = sha256
        }
        devices[receipt.device]?.finished.insert(receipt.operation)
        return isRepeated ? .duplicate : fits ? nil : .chain
    }

    /// Why a receipt does not continue its device's chain.
    enum ChainFault: String {
        /// The device was never enrolled.
        case signer
        case chain
        /// The device has answered this operation before: the first answer counts.
        case duplicate
    }
}
