/// What an entry of the log carries, and by it who signs and in which namespace.
package enum EntryKind: String, Hashable, Sendable, CaseIterable, JSONConvertible {
    case root, status, operation, approval, review, denial, cancel, enrolment, device, receipt, inventory
    case publish, release, note
    case access, install, system

    /// The type of the statement inside.
    package var statementType: StatementType {
        switch self {
        case .root: .root
        case .status: .status
        case .operation: .operation
        case .approval: .approval
        case .review: .review
        case .denial: .denial
        case .cancel: .cancel
        case .enrolment: .enrolment
        case .device: .device
        case .receipt: .receipt
        case .inventory: .inventory
        case .publish: .item
        case .release: .release
        case .note: .note
        case .access: .access
        case .install: .install
        case .system: .system
        }
    }

    /// The purpose in which its signatures have to be made (OpenSSH PROTOCOL.sshsig); nil if nobody signs.
    package var namespace: String? {
        switch self {
        case .access, .install, .system: nil
        case .review: "approval@countersign"
        default: "\(rawValue)@countersign"
        }
    }

    /// How many signatures an entry of this kind has.
    package var signatureCount: ClosedRange<Int> {
        switch self {
        case .access, .install, .system: 0...0
        case .root: 1...16
        case .status, .denial, .cancel, .enrolment, .receipt, .inventory, .note: 1...1
        case .operation, .approval, .review, .device, .publish, .release: 1...4
        }
    }
}
