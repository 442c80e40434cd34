import Foundation
import Synchronization
import Wire
import WireMessages

/// An agent gone bad, in part: it stands between the agent and the executor's socket and alters what passes.
///
/// What the executor sees is a process of the agent's user that sends well-framed requests of its own making.
final class BentRelay: Sendable {
    /// Alters a request on its way to the executor.
    typealias RequestBend = @Sendable (inout WireExecutorRequest) -> Void
    /// Alters what the executor says on its way back.
    typealias MessageBend = @Sendable (inout WireExecutorMessage) -> Void

    private let path: String
    private let hidden: String
    private let listener: Int32
    private let bendRequest: RequestBend
    private let bendMessage: MessageBend
    private let open = Mutex<[Int32]>([])
    private let refusals = Mutex<[String]>([])
    private let refused = DispatchSemaphore(value: 0)
    private let bentPage = DispatchSemaphore(value: 0)

    /// Takes the place of a socket that an executor listens on; the executor's own goes on under another name.
    init(
        at path: String,
        request: @escaping RequestBend = { _ in },
        message: @escaping MessageBend = { _ in }
    ) throws {
        self.path = path
        hidden = "\(path).real"
        bendRequest = request
        bendMessage = message
        guard rename(path, hidden) == 0 else { throw SceneFault("cannot move \(path)") }
        listener = Self.unixSocket()
        let bound = Self.withAddress(path) { bind(listener, $0, $1) }
        guard bound == 0, listen(listener, 4) == 0 else { throw SceneFault("cannot listen on \(path)") }
        Thread.detachNewThread { [self] in accept() }
    }

    /// Changes one bit of each script on its way to the executor.
    static func bendingScripts(at path: String) throws -> BentRelay {
        try BentRelay(
            at: path,
            request: { request in
                guard case .delivery(var delivery)? = request.request else { return }
                delivery.content.bend()
                request.request = .delivery(delivery)
            }
        )
    }

    /// Changes one bit of each receipt on its way to the controller.
    static func bendingReceipts(at path: String) throws -> BentRelay {
        try BentRelay(
            at: path,
            message: { message in
                guard case .spool(var page)? = message.message else { return }
                for index in page.receipts.indices { page.receipts[index].receipt.statement.bend() }
                message.message = .spool(page)
            }
        )
    }

    /// Ends all connections and gives the executor its place back.
    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        for descriptor in open.withLock({ $0 }) { shutdown(descriptor, Int32(SHUT_RDWR)) }
        unlink(path)
        rename(hidden, path)
    }

    /// The code of the executor's next refusal; nil if none comes in half a minute.
    func nextRefusal() -> String? {
        guard refused.wait(timeout: .now() + 30) == .success else { return nil }
        return refusals.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    }

    /// Whether a page with receipts has passed within half a minute.
    func sawReceipts() -> Bool {
        bentPage.wait(timeout: .now() + 30) == .success
    }

    private func accept() {
        while case let agent = Glibc.accept(listener, nil, nil), agent >= 0 {
            let executor = Self.unixSocket()
            guard Self.withAddress(hidden, { connect(executor, $0, $1) }) == 0 else {
                close(agent)
                continue
            }
            open.withLock { $0 += [agent, executor] }
            Thread.detachNewThread { [self] in
                pump(from: agent, to: executor) { (request: inout WireExecutorRequest) in bendRequest(&request) }
            }
            Thread.detachNewThread { [self] in
                pump(from: executor, to: agent) { (message: inout WireExecutorMessage) in
                    note(message)
                    bendMessage(&message)
                }
            }
        }
    }

    private func note(_ message: WireExecutorMessage) {
        if case .refused(let refusal) = message.message {
            refusals.withLock { $0.append(refusal.code) }
            refused.signal()
        }
        if case .spool(let page) = message.message, !page.receipts.isEmpty { bentPage.signal() }
    }

    private func pump<Envelope: WireEnvelope>(
        from source: Int32,
        to sink: Int32,
        _ bend: (inout Envelope) -> Void
    ) {
        defer {
            shutdown(source, Int32(SHUT_RDWR))
            shutdown(sink, Int32(SHUT_RDWR))
        }
        var decoder = FrameDecoder(limit: WireLimits.executorFrame)
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = read(source, &buffer, buffer.count), count > 0 {
            decoder.push(buffer[..<count])
            while let payload = try? decoder.next() {
                guard var envelope = try? EnvelopeDecoder.decode(Envelope.self, from: payload).envelope else { return }
                bend(&envelope)
                guard let frame = try? FrameEncoder.encode(envelope),
                    send(sink, frame, frame.count, Int32(MSG_NOSIGNAL)) == frame.count
                else { return }
            }
        }
    }

    private static func unixSocket() -> Int32 {
        socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    }

    private static func withAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else { return -1 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
    }
}
