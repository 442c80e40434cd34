internal import CLinux
internal import Dispatch
internal import Glibc
internal import Synchronization
internal import Wire
package import WireMessages

/// Why the executor did not answer.
package enum ExecutorClientError: Error, Equatable, Sendable, CustomStringConvertible {
    case unreachable(path: String, code: Int32)
    case wrongUser(expected: UInt32, found: UInt32)
    case closed
    case malformed(String)

    package var description: String { words.line(in: .english) }
}

/// The agent's side of the executor's socket.
///
/// Up to four requests are in flight; further ones wait for their turn in the order they came. A connection that ends fails
/// every request that waits; it is not made again by itself.
package final class ExecutorClient: Sendable {
    /// Called with a request's answer, or with why there is none; must not block.
    package typealias Answer = @Sendable (Result<WireExecutorMessage, any Error>) -> Void

    private struct State: ~Copyable {
        var lastID: UInt64 = 0
        var inFlight: [UInt64: Answer] = [:]
        var waiting: [(request: WireExecutorRequest, answer: Answer)] = []
        var isClosed = false
        /// Bytes that the socket did not take at once; a thread writes them while there are any.
        var unwritten: [UInt8] = []
        var isWriting = false
    }

    /// Events in the order they came, until the connection ends.
    ///
    /// Of more than 1,024 that nobody has read the oldest are lost; the spool can always be asked for again.
    package let events: AsyncStream<WireExecutorMessage>

    private let socket: Int32
    private let state = Mutex(State())
    private let eventSink: AsyncStream<WireExecutorMessage>.Continuation
    private let writing = DispatchQueue(label: "countersign.executor.requests")
    private let reading = DispatchQueue(label: "countersign.executor.answers")

    /// Connects, and checks who is at the other end.
    ///
    /// - Parameters:
    ///   - path: the socket's path.
    ///   - expectedUser: the user whose process must have made the socket, 0 in a packaged installation.
    /// - Throws: ``ExecutorClientError``.
    package static func connect(path: String, expectedUser: UInt32) throws(ExecutorClientError) -> ExecutorClient {
        let made = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard made >= 0 else { throw .unreachable(path: path, code: errno) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            Glibc.close(made)
            throw .unreachable(path: path, code: ENAMETOOLONG)
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(made, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        let code = errno
        var pid = pid_t(0)
        var uid = uid_t(0)
        var gid = gid_t(0)
        // Of a connected client's socket these are the credentials of the process that listens.
        guard result == 0, clinux_peer_credentials(made, &pid, &uid, &gid) == 0 else {
            Glibc.close(made)
            throw .unreachable(path: path, code: result == 0 ? ENOTCONN : code)
        }
        guard uid == expectedUser else {
            Glibc.close(made)
            throw .wrongUser(expected: expectedUser, found: uid)
        }
        let client = ExecutorClient(socket: made)
        client.reading.async { client.readAll() }
        return client
    }

    private init(socket: Int32) {
        self.socket = socket
        (events, eventSink) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1_024))
    }

    deinit { Glibc.close(socket) }

    /// Sends a request and waits for its answer; the request's id is chosen here.
    ///
    /// Cancelling the task does not take the request back: the executor may be judging it already.
    ///
    /// - Throws: ``ExecutorClientError`` when the connection ends first.
    package func request(_ request: WireExecutorRequest) async throws -> WireExecutorMessage {
        try await withCheckedThrowingContinuation { continuation in
            send(request) { continuation.resume(with: $0) }
        }
    }

    /// Sends a request, from whatever thread, without waiting for anything.
    package func send(_ request: WireExecutorRequest, answer: @escaping Answer) {
        let isClosed = state.withLock { state in
            guard !state.isClosed else { return true }
            state.waiting.append((request, answer))
            return false
        }
        if isClosed { answer(.failure(ExecutorClientError.closed)) } else { sendWaiting() }
    }

    /// Ends the connection; every request that waits fails with ``ExecutorClientError/closed``.
    package func close() {
        // Wakes the reader, which tidies up; the number stays ours until nobody uses it.
        shutdown(socket, Int32(SHUT_RDWR))
    }

    private func sendWaiting() {
        // Under the lock, so that two callers' frames never change places.
        let failed = state.withLock { state -> [(answer: Answer, error: FrameError)] in
            var failed: [(answer: Answer, error: FrameError)] = []
            while state.inFlight.count < WireLimits.executorRequestsInFlight, !state.waiting.isEmpty {
                var (request, answer) = state.waiting.removeFirst()
                state.lastID += 1
                request.id = state.lastID
                do throws(FrameError) {
                    let frame = try FrameEncoder.encode(request)
                    state.inFlight[request.id] = answer
                    write(frame, &state)
                } catch {
                    // Too large for a frame: this request fails, the connection is as good as before.
                    failed.append((answer, error))
                }
            }
            return failed
        }
        for (answer, error) in failed { answer(.failure(error)) }
    }

    /// Writes what the socket takes at once; a thread of its own waits with the rest, which is the exception.
    private func write(_ frame: [UInt8], _ state: inout State) {
        guard !state.isWriting else {
            state.unwritten += frame
            return
        }
        let count = frame.withUnsafeBytes {
            Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
        }
        guard count < frame.count else { return }
        guard count >= 0 || errno == EAGAIN || errno == EINTR else { return close() }
        state.unwritten = Array(frame.dropFirst(max(0, count)))
        state.isWriting = true
        writing.async { self.writeRest() }
    }

    private func writeRest() {
        while true {
            let bytes = state.withLock { state -> [UInt8] in
                defer { state.unwritten = [] }
                state.isWriting = !state.unwritten.isEmpty
                return state.unwritten
            }
            guard !bytes.isEmpty else { return }
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { return close() }
                rest = rest.dropFirst(count)
            }
        }
    }

    /// Reads until the connection ends; on a thread of its own.
    private func readAll() {
        var decoder = FrameDecoder(limit: WireLimits.executorFrame)
        // Lives as long as the agent does: an idle one should not hold more for a rare large answer.
        var buffer = [UInt8](repeating: 0, count: 4_096)
        var end = ExecutorClientError.closed
        reading: while true {
            let count = read(socket, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { break }
            decoder.push(buffer[0..<count])
            do throws(FrameError) {
                while let payload = try decoder.next() {
                    let message = try EnvelopeDecoder.decode(WireExecutorMessage.self, from: payload).envelope
                    guard take(message) else {
                        end = .malformed("an answer to no request")
                        break reading
                    }
                }
            } catch {
                end = .malformed("\(error)")
                break reading
            }
        }
        finish(end)
    }

    private func take(_ message: WireExecutorMessage) -> Bool {
        guard message.id != 0 else {
            eventSink.yield(message)
            return true
        }
        guard let answer = state.withLock({ $0.inFlight.removeValue(forKey: message.id) }) else { return false }
        answer(.success(message))
        sendWaiting()
        return true
    }

    private func finish(_ error: ExecutorClientError) {
        shutdown(socket, Int32(SHUT_RDWR))
        let answers = state.withLock { state -> [Answer] in
            state.isClosed = true
            let all = Array(state.inFlight.values) + state.waiting.map(\.answer)
            state.inFlight = [:]
            state.waiting = []
            return all
        }
        for answer in answers { answer(.failure(error)) }
        eventSink.finish()
    }
}
