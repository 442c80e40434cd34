import Glibc
import Testing
import Wire
import WireMessages

@testable import ExecutorHost

/// The plainest possible agent: blocking, and able to misbehave.
final class SocketPeer {
    private var socket: Int32
    private var decoder = FrameDecoder(limit: WireLimits.executorFrame)
    /// What came without being asked for, or for another request.
    private(set) var others: [WireExecutorMessage] = []

    init(_ path: String) throws {
        socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        // An executor that never answers fails the test instead of hanging it.
        var patience = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        try #require(UnixAddress.with(path) { connect(socket, $0, $1) } == 0, "connect to \(path)")
    }

    deinit { close() }

    func close() {
        if socket >= 0 { Glibc.close(socket) }
        socket = -1
    }

    func send(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// A frame around any payload at all.
    static func frame(_ payload: [UInt8]) -> [UInt8] {
        let count = UInt32(payload.count)
        return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) } + payload
    }

    /// The next message, nil once the connection is closed.
    func next() throws -> WireExecutorMessage? {
        while true {
            if let payload = try decoder.next() {
                return try EnvelopeDecoder.decode(WireExecutorMessage.self, from: payload).envelope
            }
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let count = read(socket, &buffer, buffer.count)
            guard count >= 0 || (errno != EAGAIN && errno != EINTR) else {
                throw SystemError("hear the executor", errno)
            }
            guard count > 0 else { return nil }
            decoder.push(buffer[0..<count])
        }
    }

    /// The answer to a request; nil if the connection is closed instead.
    func answer(_ id: UInt64) throws -> WireExecutorMessage? {
        while let message = try next() {
            if message.id == id { return message }
            others.append(message)
        }
        return nil
    }

    /// Waits for an event that fits, also among those that came before.
    func event(_ fits: (WireExecutorMessage) -> Bool) throws -> WireExecutorMessage? {
        if let place = others.firstIndex(where: fits) { return others.remove(at: place) }
        while let message = try next() {
            if fits(message) { return message }
            others.append(message)
        }
        return nil
    }
}
