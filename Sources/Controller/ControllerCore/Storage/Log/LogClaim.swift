package import Model
package import TransparencyLog

/// Something that may stand in a tenant's log once: an operation's id, a device's enrolment, a receipt's sequence.
///
/// The log keeps claims beside its entries, written in the same transaction, so that "is it there already" and the
/// append are one step. They can be made again from the leaves.
package struct LogClaim: Hashable, Sendable, CustomStringConvertible {
    /// Kind and key, as stored: `operation/019ab4c2-…`.
    package let text: String

    /// Reads a stored claim.
    package init(text: String) {
        self.text = text
    }

    /// An operation's id.
    package static func operation(_ id: OperationID) -> LogClaim { LogClaim(text: "operation/\(id)") }

    /// The one enrolment of a device (docs/protocol.md, devices).
    package static func enrolment(_ device: DeviceID) -> LogClaim { LogClaim(text: "enrolment/\(device)") }

    /// A place in a device's chain of receipts.
    package static func receipt(_ device: DeviceID, sequence: UInt64) -> LogClaim {
        LogClaim(text: "receipt/\(device)/\(sequence)")
    }

    /// The one receipt of a device for an operation.
    package static func answer(_ operation: OperationID, by device: DeviceID) -> LogClaim {
        LogClaim(text: "answer/\(device)/\(operation)")
    }

    /// The n-th use of an enrolment token, from 1.
    ///
    /// No statement claims it by itself: who logs an enrolment adds the claim of the next use, so that two enrolments
    /// at once cannot share the last one.
    package static func tokenUse(_ token: Digest, number: UInt64) -> LogClaim {
        LogClaim(text: "token/\(token)/\(number)")
    }

    /// A version of a device's state, name and groups.
    package static func device(_ device: DeviceID, version: UInt64) -> LogClaim {
        LogClaim(text: "device/\(device)/\(version)")
    }

    /// A version of the trust root.
    package static func root(version: UInt64) -> LogClaim { LogClaim(text: "root/\(version)") }

    package var description: String { text }

    /// What a statement claims by standing in the log.
    package static func made(by statement: Statement) -> [LogClaim] {
        switch statement {
        case .operation(let operation): [.operation(operation.id)]
        case .enrolment(let enrolment): [.enrolment(enrolment.device)]
        case .receipt(let receipt):
            [
                .receipt(receipt.device, sequence: receipt.sequence),
                .answer(receipt.operation, by: receipt.device),
            ]
        case .device(let device): device.devices.map { .device($0.device, version: $0.version) }
        case .root(let root): [.root(version: root.version)]
        default: []
        }
    }
}
