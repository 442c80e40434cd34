package import SwiftProtobuf
package import Wire
package import WireMessages

/// A frame channel with typed envelopes, one known member a frame.
package struct MessageChannel<Inbound: WireEnvelope, Outbound: WireEnvelope>: Sendable {
    /// The frames beneath.
    package let frames: FrameChannel

    /// Puts types on a frame channel.
    package init(frames: FrameChannel) {
        self.frames = frames
    }

    /// What is known of the connection.
    package var facts: ChannelFacts { frames.facts }

    /// The next message's member, nil at the end of the connection.
    ///
    /// - Throws: `frame` for a message that is refused; the connection is then ended as malformed.
    package func next() async throws(TransportError) -> Inbound.Member? {
        guard let payload = await frames.next() else { return nil }
        do {
            return try EnvelopeDecoder.decode(Inbound.self, from: payload).member
        } catch {
            frames.close(.malformedFrame)
            throw .frame(error)
        }
    }

    /// Sends one message; see ``FrameChannel/send(_:)``.
    package func send(_ member: Outbound.Member) async throws(TransportError) {
        try await send([member])
    }

    /// Sends messages together; see ``FrameChannel/send(_:)``.
    package func send(_ members: [Outbound.Member]) async throws(TransportError) {
        var payloads: [[UInt8]] = []
        for member in members {
            do {
                payloads.append(try FrameEncoder.payload(Outbound(member), limit: Outbound.frameLimit))
            } catch {
                throw .frame(error)
            }
        }
        try await frames.send(payloads)
    }

    /// Ends the connection for a reason.
    package func close(_ reason: CloseReason) {
        frames.close(reason)
    }
}

/// The controller's end of an agent's channel.
package typealias ControllerChannel = MessageChannel<WireAgentMessage, WireControllerMessage>

/// The agent's end of its channel.
package typealias AgentChannel = MessageChannel<WireControllerMessage, WireAgentMessage>

extension FrameChannel {
    /// The next frame as a bare message, as on the enrolment channel; nil at the end of the connection.
    ///
    /// - Throws: `frame` for a payload that is not such a message; the connection is then ended as malformed.
    package func next<Message: SwiftProtobuf.Message>(
        _ type: Message.Type,
        limit: Int
    ) async throws(TransportError) -> Message? {
        guard let payload = await next() else { return nil }
        do {
            return try EnvelopeDecoder.message(type, from: payload, limit: limit)
        } catch {
            close(.malformedFrame)
            throw .frame(error)
        }
    }

    /// The next frame as an envelope's member; nil at the end of the connection.
    ///
    /// - Throws: `frame` for a message that is refused; the connection is then ended as malformed.
    package func next<Envelope: WireEnvelope>(
        member type: Envelope.Type
    ) async throws(TransportError) -> Envelope.Member? {
        guard let payload = await next() else { return nil }
        do {
            return try EnvelopeDecoder.decode(type, from: payload).member
        } catch {
            close(.malformedFrame)
            throw .frame(error)
        }
    }

    /// Sends a message of any type, at most `limit` bytes.
    ///
    /// - Throws: as ``send(_:)``.
    package func send(_ message: some SwiftProtobuf.Message, limit: Int) async throws(TransportError) {
        let payload: [UInt8]
        do {
            payload = try FrameEncoder.payload(message, limit: limit)
        } catch {
            throw .frame(error)
        }
        try await send(payload)
    }
}
