package import SwiftProtobuf
package import WireMessages

/// A message that fills a frame: exactly one member of a closed list.
///
/// The list is closed on purpose. What a version does not know is refused rather than skipped, because a message that one
/// side believes was understood and the other dropped is worse than a closed connection.
package protocol WireEnvelope: SwiftProtobuf.Message, Sendable {
    /// The closed list, so that a switch over it is exhaustive.
    associatedtype Member: Equatable, Sendable

    /// The member that is set, nil for none or an unknown one.
    var member: Member? { get set }

    /// The largest serialised envelope.
    static var frameLimit: Int { get }
}

extension WireEnvelope {
    /// Makes an envelope round one member.
    package init(_ member: Member) {
        self.init()
        self.member = member
    }
}

extension WireAgentMessage: WireEnvelope {
    package var member: OneOf_Message? {
        get { message }
        set { message = newValue }
    }

    package static let frameLimit = WireLimits.agentFrame
}

extension WireControllerMessage: WireEnvelope {
    package var member: OneOf_Message? {
        get { message }
        set { message = newValue }
    }

    package static let frameLimit = WireLimits.agentFrame
}

extension WireEnrolmentRequest: WireEnvelope {
    package var member: OneOf_Request? {
        get { request }
        set { request = newValue }
    }

    package static let frameLimit = WireLimits.enrolmentRequest
}

extension WireExecutorRequest: WireEnvelope {
    package var member: OneOf_Request? {
        get { request }
        set { request = newValue }
    }

    package static let frameLimit = WireLimits.executorFrame
}

extension WireExecutorMessage: WireEnvelope {
    package var member: OneOf_Message? {
        get { message }
        set { message = newValue }
    }

    package static let frameLimit = WireLimits.executorFrame
}
