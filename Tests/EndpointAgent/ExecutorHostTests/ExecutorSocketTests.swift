// Where Dispatch is loaded first, its module is the one that declares `stat`.
import CDispatch
import Glibc
import Synchronization
import Testing
import Wire
import WireMessages

@testable import ExecutorHost

/// A served socket in a folder of its own, ended with the test.
private final class Service {
    let folder: TemporaryFolder
    let path: String
    let server: ExecutorSocketServer
    private let thread: Thread
    let end = Outcome()

    final class Outcome: Sendable {
        let value = Mutex<ExecutorSocketServer.End?>(nil)
    }

    init(
        expectedUser: UInt32 = geteuid(),
        handler: @escaping @Sendable (WireExecutorRequest) -> WireExecutorMessage = Service.echo,
        acceptNext: (@Sendable (Int32) -> Int32)? = nil
    ) throws {
        folder = try TemporaryFolder()
        path = "\(folder.path)/executor.sock"
        let server =
            if let acceptNext {
                try ExecutorSocketServer(expectedUser: expectedUser, handler: handler, acceptNext: acceptNext)
            } else {
                try ExecutorSocketServer(expectedUser: expectedUser, handler: handler)
            }
        self.server = server
        let held = Holder(try ExecutorSocketListener(path: path, for: geteuid()))
        let end = end
        thread = Thread.start {
            let result = try? server.run(on: held.listener)
            end.value.withLock { $0 = result }
        }
    }

    final class Holder: Sendable {
        let listener: ExecutorSocketListener
        init(_ listener: consuming ExecutorSocketListener) { self.listener = listener }
    }

    static func echo(_ request: WireExecutorRequest) -> WireExecutorMessage {
        var message = WireExecutorMessage(.identity(WireIdentity()))
        message.id = request.id
        return message
    }

    func stop() {
        server.stop()
        thread.join()
    }
}

/// The plainest possible client: blocking, and able to misbehave.
private final class Peer {
    let socket: Int32
    private var decoder = FrameDecoder(limit: WireLimits.executorFrame)

    init(_ path: String) throws {
        socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        try #require(UnixAddress.with(path) { connect(socket, $0, $1) } == 0)
    }

    deinit { close(socket) }

    func send(_ bytes: [UInt8]) { _ = Glibc.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) }

    func request(_ id: UInt64) throws {
        var request = WireExecutorRequest(.identity(WireIdentityRequest()))
        request.id = id
        send(try FrameEncoder.encode(request))
    }

    /// The next message, nil once the connection is closed.
    func next() throws -> WireExecutorMessage? {
        while true {
            if let payload = try decoder.next() {
                return try EnvelopeDecoder.decode(WireExecutorMessage.self, from: payload).envelope
            }
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let count = read(socket, &buffer, buffer.count)
            guard count > 0 else { return nil }
            decoder.push(buffer[0..<count])
        }
    }
}

@Suite struct ExecutorSocketTests {
    @Test func `requests are answered in order, by id`() throws {
        let service = try Service()
        let peer = try Peer(service.path)
        for id: UInt64 in 1...4 { try peer.request(id) }
        for id: UInt64 in 1...4 { #expect(try peer.next()?.id == id) }
        service.stop()
        #expect(service.end.value.withLock { $0 } == .stopped)
        #expect(try peer.next() == nil)
        #expect(service.folder.names.isEmpty)
    }

    @Test func `another user is turned away`() throws {
        let service = try Service(expectedUser: geteuid() &+ 4_711)
        let peer = try Peer(service.path)
        try peer.request(1)
        #expect(try peer.next() == nil)
        #expect(service.server.refused == 1)
        service.stop()
    }

    @Test func `a second connection is closed while the first lives, and taken after it`() throws {
        let service = try Service()
        do {
            let first = try Peer(service.path)
            try first.request(1)
            #expect(try first.next()?.id == 1)
            let second = try Peer(service.path)
            #expect(try second.next() == nil)
            try first.request(2)
            #expect(try first.next()?.id == 2)
        }
        let third = try Peer(service.path)
        try third.request(3)
        #expect(try third.next()?.id == 3)
        service.stop()
    }

    @Test func `an oversized frame ends the connection`() throws {
        let service = try Service()
        let peer = try Peer(service.path)
        peer.send([0x7F, 0xFF, 0xFF, 0xFF])
        #expect(try peer.next() == nil)
        service.stop()
    }

    @Test func `a fifth request in flight ends the connection`() throws {
        let gate = Gate()
        let service = try Service { request in
            gate.wait()
            return Service.echo(request)
        }
        let peer = try Peer(service.path)
        for id: UInt64 in 1...5 { try peer.request(id) }
        #expect(try peer.next() == nil)
        gate.open()
        let next = try Peer(service.path)
        try next.request(9)
        #expect(try next.next()?.id == 9)
        service.stop()
    }

    @Test func `who connects anew waits until what the last connection asked is answered`() throws {
        let gate = Gate()
        let counted = Attempts()
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/s"
        let listener = try ExecutorSocketListener(path: path, for: geteuid())
        let first = Mutex<Int32>(-1)
        let server = try ExecutorSocketServer(expectedUser: geteuid()) { request in
            // The first goes while its request is being answered.
            first.withLock { socket in
                shutdown(socket, Int32(SHUT_RDWR))
                socket = -1
            }
            gate.wait()
            return Service.echo(request)
        } acceptNext: { listener in
            _ = counted.next()
            return accept(listener, nil, nil)
        }
        let leaving = try Peer(path)
        try leaving.request(1)
        first.withLock { $0 = leaving.socket }
        #expect(try server.run(on: listener, idle: .zero) == .idle)
        withExtendedLifetime(leaving) {}
        // The others have asked and gone before the server looks.
        for _ in 1...2 {
            do {
                let peer = try Peer(path)
                try peer.request(1)
            }
            #expect(try server.run(on: listener, idle: .zero) == .idle)
        }
        #expect(counted.value == 1)
        gate.open()
        let held = Service.Holder(listener)
        let thread = Thread.start { _ = try? server.run(on: held.listener) }
        // As long as the ones that have gone are taken first, who comes beside them is turned away.
        var answer: WireExecutorMessage?
        while answer == nil {
            let peer = try Peer(path)
            try peer.request(2)
            answer = try peer.next()
        }
        #expect(answer?.id == 2)
        server.stop()
        thread.join()
    }

    @Test func `an event reaches the agent unasked`() throws {
        let service = try Service()
        let peer = try Peer(service.path)
        try peer.request(1)
        #expect(try peer.next()?.id == 1)
        var report = WireReceiptReport()
        report.sequence = 42
        var page = WireSpoolPage()
        page.receipts = [report]
        service.server.push(WireExecutorMessage(.spool(page)))
        let event = try #require(try peer.next())
        #expect(event.id == 0)
        #expect(event.spool == page)
        service.stop()
    }

    @Test(arguments: [EMFILE, ENFILE, ENOMEM, ENOBUFS])
    func `a shortage of descriptors loses neither the socket nor the agent`(_ problem: Int32) throws {
        let counted = Attempts()
        let service = try Service(acceptNext: { listener in
            if counted.next() <= 2 { return -problem }
            let accepted = accept(listener, nil, nil)
            return accepted >= 0 ? accepted : -errno
        })
        let peer = try Peer(service.path)
        try peer.request(1)
        #expect(try peer.next()?.id == 1)
        service.stop()
        #expect(service.end.value.withLock { $0 } == .stopped)
        #expect(counted.value == 3)
    }

    @Test func `after a shortage the socket is left alone for a while`() {
        var pause = AcceptPause()
        let now = SuspendingClock.now
        #expect(pause.left(at: now) == nil)
        pause.begin(at: now)
        #expect(pause.left(at: now) == 251)
        #expect(pause.left(at: now.advanced(by: .milliseconds(249))) == 2)
        #expect(pause.left(at: now.advanced(by: .milliseconds(250))) == nil)
        // And then it is over, whatever the clock does.
        #expect(pause.left(at: now) == nil)
    }

    @Test func `an idle server says so`() throws {
        let folder = try TemporaryFolder()
        let listener = try ExecutorSocketListener(path: "\(folder.path)/s", for: geteuid())
        let server = try ExecutorSocketServer(expectedUser: geteuid(), handler: Service.echo)
        #expect(try server.run(on: listener, idle: .zero) == .idle)
    }

    // MARK: The listener

    @Test func `the socket is for one user`() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/s"
        let listener = try ExecutorSocketListener(path: path, for: geteuid())
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
        #expect(status.st_uid == geteuid())
        _ = listener.descriptor
    }

    @Test func `a folder that others may write to is refused`() throws {
        let folder = try TemporaryFolder()
        chmod(folder.path, 0o777)
        #expect(throws: ExecutorSocketError.folder(folder.path)) {
            _ = try ExecutorSocketListener(path: "\(folder.path)/s", for: geteuid())
        }
    }

    @Test func `a socket that answers is not replaced, one that is dead is`() throws {
        let service = try Service()
        #expect(throws: ExecutorSocketError.inUse(service.path)) {
            _ = try ExecutorSocketListener(path: service.path, for: geteuid())
        }
        service.stop()
        let dead = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        #expect(UnixAddress.with(service.path) { bind(dead, $0, $1) } == 0)
        close(dead)
        let listener = try ExecutorSocketListener(path: service.path, for: geteuid())
        #expect(listener.descriptor >= 0)
    }

    @Test func `a file of another kind is left alone`() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/s"
        close(open(path, O_WRONLY | O_CREAT, 0o600))
        #expect(throws: ExecutorSocketError.path(path)) {
            _ = try ExecutorSocketListener(path: path, for: geteuid())
        }
        #expect(folder.names == ["s"])
    }

    @Test func `no socket is inherited unless it is meant for this process`() throws {
        for (process, count) in [(nil, "1"), ("1", "1"), ("\(getpid())", nil)] as [(String?, String?)] {
            let isNone = try ExecutorSocketListener.inherited(process: process, count: count) == nil
            #expect(isNone)
        }
        #expect(throws: ExecutorSocketError.inherited) {
            _ = try ExecutorSocketListener.inherited(process: "\(getpid())", count: "2")
        }
    }
}

private final class Attempts: Sendable {
    private let count = Mutex(0)
    var value: Int { count.withLock { $0 } }

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}

/// Holds threads back until it is opened.
private final class Gate: Sendable {
    private let ends: (reading: Int32, writing: Int32)

    init() {
        var pair: [Int32] = [0, 0]
        socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair)
        ends = (pair[0], pair[1])
    }

    deinit {
        close(ends.reading)
        close(ends.writing)
    }

    func wait() {
        var wait = pollfd(fd: ends.reading, events: Int16(POLLIN), revents: 0)
        poll(&wait, 1, -1)
    }

    func open() {
        var byte: UInt8 = 1
        _ = write(ends.writing, &byte, 1)
    }
}
