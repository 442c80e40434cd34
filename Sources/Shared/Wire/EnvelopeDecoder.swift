package import SwiftProtobuf

/// An envelope whose member is known to be there.
package struct DecodedEnvelope<Envelope: WireEnvelope>: Sendable {
    /// The whole message, for what stands beside the member (an id).
    package let envelope: Envelope

    /// The member.
    package let member: Envelope.Member
}

/// Reads the payload of a frame.
package enum EnvelopeDecoder {
    /// Reads an envelope and refuses one with no member or with an unknown one.
    ///
    /// Unknown fields deeper inside are ignored, as protobuf does: they are what a later minor release may add to a message
    /// that both sides know.
    /// - Throws: `oversized`, `undecodable`, `memberMissing` or `memberUnknown`.
    package static func decode<Envelope: WireEnvelope>(
        _ type: Envelope.Type = Envelope.self,
        from payload: [UInt8]
    ) throws(FrameError) -> DecodedEnvelope<Envelope> {
        let envelope: Envelope = try message(from: payload, limit: Envelope.frameLimit)
        guard let member = envelope.member else { throw .memberMissing(envelope: Envelope.protoMessageName) }
        guard envelope.unknownFields.data.isEmpty else { throw .memberUnknown(envelope: Envelope.protoMessageName) }
        return DecodedEnvelope(envelope: envelope, member: member)
    }

    /// Reads a bare message, for the enrolment channel's hello and answer.
    ///
    /// - Throws: `oversized` or `undecodable`.
    package static func message<Message: SwiftProtobuf.Message>(
        _ type: Message.Type = Message.self,
        from payload: [UInt8],
        limit: Int
    ) throws(FrameError) -> Message {
        guard payload.count <= limit else { throw .oversized(announced: payload.count, limit: limit) }
        var options = BinaryDecodingOptions()
        options.messageDepthLimit = WireLimits.nesting
        do {
            return try Message(serializedBytes: payload, options: options)
        } catch {
            throw .undecodable(envelope: Message.protoMessageName)
        }
    }
}
