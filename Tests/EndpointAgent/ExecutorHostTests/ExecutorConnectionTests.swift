import FoundationEssentials
import Testing
import Wire
import WireMessages

@testable import ExecutorHost

@Suite struct ExecutorConnectionTests {
    private func frame(_ id: UInt64) throws -> [UInt8] {
        var request = WireExecutorRequest(.identity(WireIdentityRequest()))
        request.id = id
        return try FrameEncoder.encode(request)
    }

    private func outputEvent(bytes: Int) -> WireExecutorMessage {
        var progress = WireRunProgress()
        progress.output = .init([UInt8](repeating: 7, count: bytes))
        return WireExecutorMessage(.progress(progress))
    }

    @Test func `a request is complete with its last byte`() throws {
        var connection = ExecutorConnection()
        let bytes = try frame(7)
        for byte in bytes.dropLast() { #expect(try connection.receive([byte]).isEmpty) }
        #expect(try connection.receive(bytes.suffix(1)).map(\.id) == [7])
        #expect(connection.inFlight == 1)
    }

    @Test func `the fifth request in flight ends the connection`() throws {
        var connection = ExecutorConnection()
        for id: UInt64 in 1...4 { _ = try connection.receive(try frame(id)[...]) }
        let fifth = try frame(5)
        #expect(throws: ExecutorConnection.Fault.tooManyRequests) { try connection.receive(fifth[...]) }
    }

    @Test func `an answer makes room for a request`() throws {
        var connection = ExecutorConnection()
        for id: UInt64 in 1...4 { _ = try connection.receive(try frame(id)[...]) }
        try connection.answer(WireExecutorMessage(.identity(WireIdentity())))
        #expect(try connection.receive(try frame(5)[...]).count == 1)
        #expect(connection.hasOutgoing)
    }

    @Test func `an oversized frame is refused by its announcement`() throws {
        var connection = ExecutorConnection()
        #expect(throws: ExecutorConnection.Fault.frame(.oversized(announced: 2_097_153, limit: 2_097_152))) {
            try connection.receive([0x00, 0x20, 0x00, 0x01])
        }
    }

    @Test(arguments: [[0, 0, 0, 0], [0, 0, 0, 1, 0xFF], [0, 0, 0, 2, 8, 1]] as [[UInt8]])
    func `a frame without a request is refused`(bytes: [UInt8]) {
        var connection = ExecutorConnection()
        #expect(throws: ExecutorConnection.Fault.self) { try connection.receive(bytes[...]) }
    }

    @Test func `live output is dropped for a slow reader, other events are not`() throws {
        var connection = ExecutorConnection()
        for _ in 0..<10 { try connection.push(outputEvent(bytes: 100_000)) }
        try connection.push(WireExecutorMessage(.spool(WireSpoolPage())))
        var frames = 0
        while connection.hasOutgoing {
            connection.didWrite(connection.next.count)
            frames += 1
        }
        #expect(frames == 3)
    }

    @Test func `a peer that never reads is given up`() throws {
        var connection = ExecutorConnection()
        var statement = WireSignedStatement()
        statement.statement = .init([UInt8](repeating: 1, count: 1 << 20))
        let event = WireExecutorMessage(.enrolmentStatement(statement))
        for _ in 0..<15 { try connection.push(event) }
        #expect(throws: ExecutorConnection.Fault.notReading) { try connection.push(event) }
    }

    @Test func `a frame goes out in whatever pieces the peer takes`() throws {
        var connection = ExecutorConnection()
        let message = WireExecutorMessage(.spool(WireSpoolPage()))
        try connection.push(message)
        var written: [UInt8] = []
        while let byte = connection.next.first {
            written.append(byte)
            connection.didWrite(1)
        }
        #expect(written == (try FrameEncoder.encode(message)))
        #expect(!connection.hasOutgoing)
    }
}
