import Dispatch
import ExecutorHost
import FoundationEssentials
import Glibc
import Synchronization
import Testing
import Wire
import WireMessages

@testable import AgentHost

/// The agent's client against the executor's real server.
@Suite struct ExecutorClientTests {
    private final class Service: Sendable {
        let folder: String
        let server: ExecutorSocketServer
        let path: String
        private let listener: ExecutorSocketListener

        init(handler: @escaping @Sendable (WireExecutorRequest) -> WireExecutorMessage) throws {
            var template = Array("/tmp/countersign-client.XXXXXX".utf8CString)
            try #require(mkdtemp(&template) != nil)
            folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            path = "\(folder)/executor.sock"
            listener = try ExecutorSocketListener(path: path, for: geteuid())
            server = try ExecutorSocketServer(expectedUser: geteuid(), handler: handler)
        }

        deinit {
            unlink(path)
            rmdir(folder)
        }

        /// Serves while the body runs, on a thread that may block.
        func whileServing(_ body: () async throws -> Void) async throws {
            let served = DispatchGroup()
            DispatchQueue(label: "served").async(group: served) { _ = try? self.server.run(on: self.listener) }
            let result: Result<Void, any Error>
            do { result = .success(try await body()) } catch { result = .failure(error) }
            server.stop()
            await withCheckedContinuation { done in served.notify(queue: .global()) { done.resume() } }
            try result.get()
        }
    }

    private static func echo(_ request: WireExecutorRequest) -> WireExecutorMessage {
        var chunk = WireBlobChunk()
        chunk.offset = request.blob.offset
        var message = WireExecutorMessage()
        message.message = .blob(chunk)
        message.id = request.id
        return message
    }

    private func request(_ offset: UInt64) -> WireExecutorRequest {
        var blob = WireBlobRequest()
        blob.offset = offset
        var request = WireExecutorRequest()
        request.request = .blob(blob)
        return request
    }

    @Test func `a hundred requests at once each get their own answer`() async throws {
        let service = try Service(handler: Self.echo)
        try await service.whileServing {
            let client = try ExecutorClient.connect(path: service.path, expectedUser: geteuid())
            let answers = try await withThrowingTaskGroup(of: (UInt64, UInt64).self) { group in
                for offset: UInt64 in 0..<100 {
                    let request = request(offset)
                    group.addTask { (offset, try await client.request(request).blob.offset) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.count == 100)
            #expect(answers.allSatisfy { $0 == $1 })
            client.close()
        }
    }

    @Test func `events come beside answers`() async throws {
        let service = try Service(handler: Self.echo)
        try await service.whileServing {
            let client = try ExecutorClient.connect(path: service.path, expectedUser: geteuid())
            _ = try await client.request(request(1))
            var report = WireReceiptReport()
            report.sequence = 9
            var page = WireSpoolPage()
            page.receipts = [report]
            service.server.push(WireExecutorMessage(.spool(page)))
            var events = client.events.makeAsyncIterator()
            #expect(await events.next()?.spool.receipts.map(\.sequence) == [9])
            client.close()
            #expect(await events.next() == nil)
        }
    }

    @Test func `an executor of another user is not spoken to`() throws {
        let service = try Service(handler: Self.echo)
        #expect(throws: ExecutorClientError.wrongUser(expected: geteuid() &+ 1, found: geteuid())) {
            _ = try ExecutorClient.connect(path: service.path, expectedUser: geteuid() &+ 1)
        }
    }

    @Test func `no executor is an error that names the path`() {
        #expect(throws: ExecutorClientError.unreachable(path: "/nonexistent/s", code: ENOENT)) {
            _ = try ExecutorClient.connect(path: "/nonexistent/s", expectedUser: geteuid())
        }
    }

    @Test func `requests fail when the connection is closed`() async throws {
        let service = try Service(handler: Self.echo)
        try await service.whileServing {
            let client = try ExecutorClient.connect(path: service.path, expectedUser: geteuid())
            _ = try await client.request(request(1))
            client.close()
            await #expect(throws: ExecutorClientError.closed) { _ = try await client.request(request(2)) }
        }
    }

    @Test func `requests larger than the socket's buffer arrive whole, beside small ones`() async throws {
        let service = try Service { request in
            var chunk = WireBlobChunk()
            let content = [UInt8](request.delivery.content)
            chunk.total = UInt64(content.count)
            chunk.offset = content.allSatisfy { $0 == UInt8(truncatingIfNeeded: request.delivery.id) } ? 1 : 0
            var message = WireExecutorMessage(.blob(chunk))
            message.id = request.id
            return message
        }
        let lengths = (0..<40).map { $0 % 3 == 0 ? 1_900_000 : $0 }
        try await service.whileServing {
            let client = try ExecutorClient.connect(path: service.path, expectedUser: geteuid())
            let answers = try await withThrowingTaskGroup(of: (Int, WireBlobChunk).self) { group in
                for (number, length) in lengths.enumerated() {
                    var delivery = WireDelivery()
                    delivery.id = UInt64(number)
                    delivery.content = .init([UInt8](repeating: UInt8(number), count: length))
                    let request = WireExecutorRequest(.delivery(delivery))
                    group.addTask { (length, try await client.request(request).blob) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.count == lengths.count)
            #expect(answers.allSatisfy { Int($0.1.total) == $0.0 && $0.1.offset == 1 })
            client.close()
        }
    }

    @Test func `a request too large for a frame fails alone`() async throws {
        let service = try Service(handler: Self.echo)
        try await service.whileServing {
            let client = try ExecutorClient.connect(path: service.path, expectedUser: geteuid())
            var delivery = WireDelivery()
            delivery.content = .init([UInt8](repeating: 1, count: 3 << 20))
            var large = WireExecutorRequest()
            large.request = .delivery(delivery)
            let request = large
            await #expect(throws: (any Error).self) { _ = try await client.request(request) }
            #expect(try await client.request(self.request(5)).blob.offset == 5)
            client.close()
        }
    }
}
