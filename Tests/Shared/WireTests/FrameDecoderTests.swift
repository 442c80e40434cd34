import Testing
import Wire
import WireMessages

@Suite struct FrameDecoderTests {
    private static func frame(_ payload: [UInt8]) -> [UInt8] {
        withUnsafeBytes(of: UInt32(payload.count).bigEndian) { Array($0) } + payload
    }

    @Test func `a frame that arrives byte by byte comes out whole`() throws {
        var decoder = FrameDecoder(limit: 16)
        var found: [[UInt8]] = []
        for byte in Self.frame([1, 2, 3]) + Self.frame([4]) {
            decoder.push([byte])
            while let payload = try decoder.next() { found.append(payload) }
        }
        #expect(found == [[1, 2, 3], [4]])
        #expect(decoder.buffered == 0)
        try decoder.finish()
    }

    @Test func `several frames in one piece come out in order`() throws {
        var decoder = FrameDecoder(limit: 70_000)
        let large = [UInt8](repeating: 7, count: 70_000)
        decoder.push(Self.frame([1]) + Self.frame(large) + Self.frame([2]) + [0, 0])
        #expect(try decoder.next() == [1])
        #expect(try decoder.next() == large)
        #expect(try decoder.next() == [2])
        #expect(try decoder.next() == nil)
        #expect(decoder.buffered == 2)
    }

    @Test func `the largest payload passes and one byte more is refused`() throws {
        var decoder = FrameDecoder(limit: 8)
        decoder.push(Self.frame([UInt8](repeating: 1, count: 8)))
        #expect(try decoder.next()?.count == 8)
        decoder.push([0, 0, 0, 9])
        #expect(throws: FrameError.oversized(announced: 9, limit: 8)) { try decoder.next() }
    }

    @Test(arguments: [
        ([0x80, 0, 0, 0] as [UInt8], 1 << 31), ([0xff, 0xff, 0xff, 0xff], 0xffff_ffff),
    ]) func `a huge announcement is refused before its payload arrives`(header: [UInt8], announced: Int) {
        var decoder = FrameDecoder(limit: WireLimits.agentFrame)
        decoder.push(header)
        #expect(throws: FrameError.oversized(announced: announced, limit: WireLimits.agentFrame)) {
            try decoder.next()
        }
    }

    @Test func `a refused stream stays refused and buffers nothing more`() {
        var decoder = FrameDecoder(limit: 8)
        decoder.push([0, 0, 0, 0])
        #expect(throws: FrameError.empty) { try decoder.next() }
        decoder.push(Self.frame([1]))
        #expect(decoder.buffered == 0)
        #expect(throws: FrameError.empty) { try decoder.next() }
        #expect(throws: FrameError.empty) { try decoder.finish() }
    }

    @Test(arguments: [([0, 0] as [UInt8], 2), ([0, 0, 0, 5, 1, 2], 3)])
    func `a stream that ends inside a frame is truncated`(bytes: [UInt8], missing: Int) throws {
        var decoder = FrameDecoder(limit: 8)
        decoder.push(bytes)
        #expect(try decoder.next() == nil)
        #expect(throws: FrameError.truncated(missing: missing)) { try decoder.finish() }
    }

    @Test func `bytes of a system buffer are taken too`() throws {
        var decoder = FrameDecoder(limit: 8)
        Self.frame([5, 6]).withUnsafeBytes { decoder.push($0) }
        #expect(try decoder.next() == [5, 6])
    }

    @Test func `an encoded message is decoded to itself`() throws {
        var ping = WirePing()
        ping.nonce = 0x0102_0304_0506_0708
        let envelope = WireAgentMessage(.ping(ping))
        var decoder = FrameDecoder(limit: WireAgentMessage.frameLimit)
        decoder.push(try FrameEncoder.encode(envelope))
        let payload = try #require(try decoder.next())
        #expect(try EnvelopeDecoder.decode(WireAgentMessage.self, from: payload).member == .ping(ping))
    }

    @Test func `a message past the limit is not sent`() {
        var goodbye = WireGoodbye()
        goodbye.reason = String(repeating: "x", count: 100)
        let envelope = WireAgentMessage(.goodbye(goodbye))
        #expect(throws: FrameError.oversized(announced: 104, limit: 50)) {
            try FrameEncoder.encode(envelope, limit: 50)
        }
        #expect(throws: FrameError.empty) { try FrameEncoder.encode(WireAgentMessage()) }
    }
}
