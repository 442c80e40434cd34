import Testing

@testable import Transport

/// Builds ClientHello messages (RFC 8446 §4.1.2) field by field.
enum HelloBytes {
    static func vector(_ bytes: [UInt8], _ lengthBytes: Int) -> [UInt8] {
        (0..<lengthBytes).reversed().map { UInt8(truncatingIfNeeded: bytes.count >> (8 * $0)) } + bytes
    }

    static func hello(protocols: [String]?, extra: [(UInt8, [UInt8])] = []) -> [UInt8] {
        var extensions: [UInt8] = []
        if let protocols {
            let list = protocols.flatMap { vector(Array($0.utf8), 1) }
            extensions += [0, 16] + vector(vector(list, 2), 2)
        }
        for (type, content) in extra { extensions += [0, type] + vector(content, 2) }
        var body: [UInt8] = [3, 3] + [UInt8](repeating: 7, count: 32)
        body += vector([UInt8](repeating: 8, count: 32), 1)
        body += vector([0x13, 0x01], 2) + vector([0], 1) + vector(extensions, 2)
        return [1] + vector(body, 3)
    }

    static func record(_ fragment: [UInt8]) -> [UInt8] {
        [22, 3, 1] + vector(fragment, 2)
    }
}

@Suite struct ClientHelloTests {
    private let message = HelloBytes.hello(
        protocols: ["countersign/1", "h2"],
        extra: [(0, [1, 2, 3]), (43, [2, 3, 4])]
    )
    private let expected = ClientHello(protocols: [Array("countersign/1".utf8), Array("h2".utf8)])

    @Test func `the offered protocols are read`() {
        #expect(ClientHello.peek(HelloBytes.record(message)) == .complete(expected))
    }

    @Test func `every prefix is incomplete and what follows does not matter`() {
        let record = HelloBytes.record(message)
        for length in 0..<record.count {
            let needed = length < 5 ? 5 : record.count
            #expect(ClientHello.peek(Array(record.prefix(length))) == .incomplete(needed: needed))
        }
        #expect(ClientHello.peek(record + [1, 2, 3]) == .complete(expected))
    }

    @Test(arguments: [16, 20, 40, 100]) func `a hello spread over records is put together`(size: Int) {
        var stream: [UInt8] = []
        var rest = message[...]
        while !rest.isEmpty {
            stream += HelloBytes.record(Array(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        #expect(ClientHello.peek(stream) == .complete(expected))
    }

    @Test func `a hello in more than eight records is malformed`() {
        let stream = message.prefix(9).flatMap { HelloBytes.record([$0]) }
        #expect(ClientHello.peek(Array(stream.prefix(7 * 6))) == .incomplete(needed: 7 * 6 + 5))
        #expect(ClientHello.peek(stream) == .malformed)
    }

    @Test func `a session to resume is seen`() {
        let hello = HelloBytes.hello(protocols: nil, extra: [(41, [0])])
        #expect(ClientHello.peek(HelloBytes.record(hello)) == .complete(ClientHello(offersResumption: true)))
    }

    @Test func `a hello without extensions offers nothing`() {
        #expect(ClientHello.peek(HelloBytes.record(HelloBytes.hello(protocols: nil))) == .complete(ClientHello()))
    }

    @Test(
        arguments: [
            Array("GET /".utf8), [23], [22, 2], [22, 3, 1, 0, 0], [22, 3, 1, 0xff, 0xff],
            [22, 3, 1, 0, 4, 2, 0, 0, 0], [22, 3, 1, 0, 4, 1, 0xff, 0, 0], [22, 3, 1, 0, 5, 1, 0, 0, 1, 3],
            [22, 3, 1, 0, 4, 1, 0, 0, 0],
        ] as [[UInt8]]
    ) func `what is no hello is malformed`(bytes: [UInt8]) {
        #expect(ClientHello.peek(bytes) == .malformed)
    }

    @Test func `damage inside is never more than malformed or another hello`() {
        let record = HelloBytes.record(message)
        for index in record.indices {
            for value in [0, 1, 0x7f, 0xff] as [UInt8] {
                var damaged = record
                damaged[index] = value
                if case .complete(let hello) = ClientHello.peek(damaged) {
                    #expect(hello.protocols.count <= message.count)
                }
            }
        }
    }

    @Test func `protocols listed twice or with an empty name are malformed`() {
        let list = HelloBytes.vector(HelloBytes.vector(Array("h2".utf8), 1), 2)
        let twice = HelloBytes.hello(protocols: ["h2"], extra: [(16, list)])
        #expect(ClientHello.peek(HelloBytes.record(twice)) == .malformed)
        #expect(ClientHello.peek(HelloBytes.record(HelloBytes.hello(protocols: [""]))) == .malformed)
    }
}
