package import SwiftProtobuf

/// Makes whole frames: the four byte length, then the serialised message.
package enum FrameEncoder {
    /// The frame of a message, ready to be written to a stream.
    ///
    /// - Throws: `oversized` when the message passes `limit`, `empty` when it has no content.
    package static func encode(_ message: some SwiftProtobuf.Message, limit: Int) throws(FrameError) -> [UInt8] {
        frame(try payload(message, limit: limit))
    }

    /// The serialised message alone, for channels that add the length themselves.
    ///
    /// - Throws: as ``encode(_:limit:)``.
    package static func payload(_ message: some SwiftProtobuf.Message, limit: Int) throws(FrameError) -> [UInt8] {
        let payload: [UInt8]
        do {
            payload = try message.serializedBytes()
        } catch {
            throw .unencodable(envelope: type(of: message).protoMessageName)
        }
        guard !payload.isEmpty else { throw .empty }
        guard payload.count <= limit, UInt32(exactly: payload.count) != nil else {
            throw .oversized(announced: payload.count, limit: limit)
        }
        return payload
    }

    /// Puts the length before a payload that ``payload(_:limit:)`` made.
    private static func frame(_ payload: [UInt8]) -> [UInt8] {
        var frame: [UInt8] = []
        frame.reserveCapacity(WireLimits.lengthBytes + payload.count)
        withUnsafeBytes(of: UInt32(truncatingIfNeeded: payload.count).bigEndian) { frame.append(contentsOf: $0) }
        frame.append(contentsOf: payload)
        return frame
    }
}

extension FrameEncoder {
    /// The frame of an envelope, within that envelope's own limit.
    ///
    /// - Throws: as ``encode(_:limit:)``.
    package static func encode<Envelope: WireEnvelope>(_ envelope: Envelope) throws(FrameError) -> [UInt8] {
        try encode(envelope, limit: Envelope.frameLimit)
    }
}
