extension Statement {
    package var type: StatementType {
        switch self {
        case .root: .root
        case .status: .status
        case .operation: .operation
        case .approval: .approval
        case .denial: .denial
        case .review: .review
        case .cancel: .cancel
        case .enrolment: .enrolment
        case .device: .device
        case .receipt: .receipt
        case .inventory: .inventory
        case .item: .item
        case .release: .release
        case .note: .note
        case .login: .login
        case .access: .access
        case .install: .install
        case .system: .system
        }
    }
}
