import FoundationEssentials
import SwiftProtobuf
import Testing
import Wire
import WireMessages

@Suite struct EnvelopeDecoderTests {
    @Test func `an envelope without a member is refused`() {
        var request = WireExecutorRequest()
        request.id = 7
        #expect(throws: FrameError.memberMissing(envelope: "countersign.wire.v1.ExecutorRequest")) {
            try EnvelopeDecoder.decode(WireExecutorRequest.self, from: request.serializedBytes())
        }
    }

    @Test func `a member of a later version is refused alone and beside a known one`() throws {
        // Field 200, length-delimited, empty: key 200 << 3 | 2 as a varint.
        let unknown: [UInt8] = [0xc2, 0x0c, 0x00]
        #expect(throws: FrameError.memberMissing(envelope: "countersign.wire.v1.AgentMessage")) {
            try EnvelopeDecoder.decode(WireAgentMessage.self, from: unknown)
        }
        let known: [UInt8] = try WireAgentMessage(.ping(WirePing())).serializedBytes()
        #expect(throws: FrameError.memberUnknown(envelope: "countersign.wire.v1.AgentMessage")) {
            try EnvelopeDecoder.decode(WireAgentMessage.self, from: known + unknown)
        }
    }

    @Test(arguments: [[0xff] as [UInt8], [0x0a, 0x05, 0x01], [0x4b], [0x07, 0x00]])
    func `bytes that are no message are refused`(bytes: [UInt8]) {
        #expect(throws: FrameError.undecodable(envelope: "countersign.wire.v1.AgentMessage")) {
            try EnvelopeDecoder.decode(WireAgentMessage.self, from: bytes)
        }
    }

    @Test func `an enrolment request past 16 KiB is refused unread`() {
        let bytes = [UInt8](repeating: 0, count: WireLimits.enrolmentRequest + 1)
        #expect(throws: FrameError.oversized(announced: 16_385, limit: 16_384)) {
            try EnvelopeDecoder.decode(WireEnrolmentRequest.self, from: bytes)
        }
    }

    @Test func `every envelope keeps the member it was made with`() throws {
        var refused = WireDeliveryRefused()
        refused.code = "witness"
        let message = WireExecutorMessage(.refused(refused))
        let decoded = try EnvelopeDecoder.decode(WireExecutorMessage.self, from: message.serializedBytes())
        #expect(decoded.member == .refused(refused))
        let controller = WireControllerMessage(.pong(WirePong()))
        #expect(controller.member == .pong(WirePong()))
        let enrolment = WireEnrolmentRequest(.renew(WireRenewalOrder()))
        #expect(enrolment.member == .renew(WireRenewalOrder()))
    }

    @Test func `a bare message has its own limit`() throws {
        var hello = WireEnrolmentHello()
        hello.nonce = Data(repeating: 3, count: 32)
        let bytes: [UInt8] = try hello.serializedBytes()
        #expect(try EnvelopeDecoder.message(WireEnrolmentHello.self, from: bytes, limit: 64) == hello)
        #expect(throws: FrameError.oversized(announced: 34, limit: 33)) {
            try EnvelopeDecoder.message(WireEnrolmentHello.self, from: bytes, limit: 33)
        }
    }
}
