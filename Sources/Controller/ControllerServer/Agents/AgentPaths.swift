import ControllerCore
import WireMessages

// Which line of the access map a message belongs to. Without a default: a new message has to say so.

extension WireAgentMessage.OneOf_Message {
    /// What it touches, and so what it writes.
    var path: AccessMap.AgentPath {
        switch self {
        case .hello: .hello
        case .status: .status
        case .refused: .refused
        case .judged: .judged
        case .progress: .progress
        case .blob: .blob
        case .receipt: .receipt
        case .inventory: .inventory
        case .ping, .pong, .goodbye: .keepAlive
        }
    }
}

extension WireControllerMessage.OneOf_Message {
    /// What it carries to the device.
    var path: AccessMap.AgentPath {
        switch self {
        case .hello: .hello
        case .delivery: .delivery
        case .evidence: .evidence
        case .receiptProof: .receiptProof
        case .inventoryAnswer: .inventoryAnswer
        case .ping, .pong, .goodbye: .keepAlive
        }
    }
}

extension WireEnrolmentRequest.OneOf_Request {
    var path: AccessMap.AgentPath {
        switch self {
        case .enrol: .enrol
        case .renew: .renew
        }
    }

    var isRenewal: Bool { path == .renew }
}
