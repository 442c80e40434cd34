/// Cuts a byte stream into frames: push what arrives, pull whole payloads.
///
/// ```
/// field    offset  bytes
/// length   0       4      big-endian, of the payload, 1 ... limit
/// payload  4       length one serialised envelope
/// ```
/// The announced length is judged as soon as its four bytes are there, so that a peer that announces 2 GiB is refused
/// before a byte is reserved. After an error the decoder stays refused: framing is lost for good.
package struct FrameDecoder: Sendable {
    /// The largest payload taken.
    package let limit: Int

    private var buffer: [UInt8] = []
    private var start = 0
    private var failure: FrameError?

    /// Makes a decoder that takes payloads of at most `limit` bytes.
    package init(limit: Int) {
        self.limit = limit
    }

    /// How many bytes wait for the rest of their frame or to be pulled.
    package var buffered: Int {
        buffer.count - start
    }

    /// Takes bytes as they arrived; the caller bounds how many by pulling before it reads on.
    package mutating func push(_ bytes: some Collection<UInt8>) {
        guard failure == nil else { return }
        compact()
        buffer.append(contentsOf: bytes)
    }

    /// Takes bytes as they arrived from a buffer of the system's.
    package mutating func push(_ bytes: UnsafeRawBufferPointer) {
        guard failure == nil else { return }
        compact()
        buffer.append(contentsOf: bytes)
    }

    /// The next whole payload, or nil until more bytes are pushed.
    ///
    /// - Throws: `oversized` or `empty`, and the same again on each later call.
    package mutating func next() throws(FrameError) -> [UInt8]? {
        if let failure { throw failure }
        guard buffered >= WireLimits.lengthBytes else { return nil }
        let length = buffer[start..<start + WireLimits.lengthBytes].reduce(0) { $0 << 8 | Int($1) }
        guard length > 0 else { throw fail(.empty) }
        guard length <= limit else { throw fail(.oversized(announced: length, limit: limit)) }
        guard buffered - WireLimits.lengthBytes >= length else { return nil }
        let first = start + WireLimits.lengthBytes
        let payload = Array(buffer[first..<first + length])
        start = first + length
        return payload
    }

    /// Says whether the stream may end here.
    ///
    /// - Throws: `truncated` when part of a frame waits, or the error met before.
    package func finish() throws(FrameError) {
        if let failure { throw failure }
        guard buffered > 0 else { return }
        guard buffered >= WireLimits.lengthBytes else {
            throw .truncated(missing: WireLimits.lengthBytes - buffered)
        }
        let length = buffer[start..<start + WireLimits.lengthBytes].reduce(0) { $0 << 8 | Int($1) }
        throw .truncated(missing: max(0, length - (buffered - WireLimits.lengthBytes)))
    }

    private mutating func fail(_ error: FrameError) -> FrameError {
        failure = error
        buffer = []
        start = 0
        return error
    }

    /// Drops what was pulled, when that frees everything or more than it moves.
    private mutating func compact() {
        if start == buffer.count {
            // A buffer that a large frame left behind is given back; a small one is worth keeping.
            buffer.removeAll(keepingCapacity: buffer.capacity <= 16 << 10)
            start = 0
        } else if start > buffer.count / 2 {
            buffer.removeFirst(start)
            start = 0
        }
    }
}
