internal import CLinux
internal import Dispatch
internal import Glibc
internal import Synchronization
package import WireMessages

/// Serves the agent over the executor's socket: one connection at a time, from one user.
///
/// One thread does all input (the caller of ``run(on:idle:)``), one answers requests in the order they came. What goes out
/// is written by the thread that has it; only what the peer does not take at once is left to the first.
package final class ExecutorSocketServer: Sendable {
    package enum End: Equatable, Sendable {
        case stopped
        /// Nobody was connected for the time given.
        case idle
    }

    /// What the input thread and the others share.
    private struct State: ~Copyable {
        /// The live connection; its number tells an answer meant for an earlier one.
        var connection: ExecutorConnection?
        /// Its socket, -1 for none; closed under the lock, so that nobody writes to another one of the same number.
        var peer: Int32 = -1
        var number: UInt64 = 0
        var fault: ExecutorConnection.Fault?
        /// Requests not answered yet, also those of a connection that is over: each holds its frame.
        var unanswered = 0
        var isStopped = false
        var refused: UInt64 = 0

        /// Whether the input thread has to look: to wait for the peer, to end the connection, to take the next one.
        var needsInputThread: Bool { fault != nil || connection?.hasOutgoing ?? true }

        /// Writes what the peer takes; false if the connection is over.
        mutating func flush() -> Bool {
            while let piece = connection?.next, !piece.isEmpty {
                let count = piece.withUnsafeBytes { send(peer, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                if count < 0 { return errno == EAGAIN || errno == EINTR }
                connection?.didWrite(count)
            }
            return true
        }
    }

    private let expectedUser: UInt32
    private let handler: @Sendable (WireExecutorRequest) -> WireExecutorMessage
    private let state = Mutex(State())
    /// Wakes the input thread.
    private let wake: Int32
    private let answers = DispatchQueue(label: "countersign.executor.answers")
    private let acceptNext: @Sendable (Int32) -> Int32

    /// How long after the last event memory is given back, once.
    private static let restAfter: Duration = .seconds(10)

    /// - Parameters:
    ///   - expectedUser: the only user whose processes are served.
    ///   - handler: Answers one request; called on one thread, one request after the other.
    ///   - acceptNext: takes the next connection of a listening socket, or says why not with a negative errno.
    package init(
        expectedUser: UInt32,
        handler: @escaping @Sendable (WireExecutorRequest) -> WireExecutorMessage,
        acceptNext: @escaping @Sendable (Int32) -> Int32 = { listener in
            let accepted = Glibc.accept(listener, nil, nil)
            return accepted >= 0 ? accepted : -errno
        }
    ) throws {
        let event = clinux_event()
        guard event >= 0 else { throw SystemError("make an event", -event) }
        wake = event
        self.expectedUser = expectedUser
        self.acceptNext = acceptNext
        self.handler = handler
    }

    deinit { close(wake) }

    /// Whether the agent is connected just now.
    package var isConnected: Bool { state.withLock { $0.connection != nil } }

    /// Connections turned away: another user's, or a second one.
    package var refused: UInt64 { state.withLock { $0.refused } }

    /// Sends an event to the agent, if one is connected.
    ///
    /// Never blocks. Output is dropped while the agent is slow; a connection that has not read 16 MiB of the rest is closed,
    /// as everything but live output can be asked for again.
    package func push(_ event: WireExecutorMessage) {
        let needsInputThread = state.withLock { state in
            do throws(ExecutorConnection.Fault) {
                try state.connection?.push(event)
                _ = state.flush()
            } catch {
                state.fault = error
            }
            return state.needsInputThread
        }
        if needsInputThread { signalWake() }
    }

    /// Makes ``run(on:idle:)`` return; may be called from any thread.
    package func stop() {
        state.withLock { $0.isStopped = true }
        signalWake()
    }

    /// Serves until stopped, or until nobody has been connected for a while; blocks.
    ///
    /// - Throws: ``SystemError`` if the socket itself fails; a peer's faults end its connection only.
    package func run(on listener: borrowing ExecutorSocketListener, idle: Duration? = nil) throws -> End {
        defer { drop() }
        var pause = AcceptPause()
        var isResting = false
        while true {
            let (isStopped, wantsWrite, peer) = state.withLock { state in
                (state.isStopped, state.connection?.hasOutgoing ?? false, state.peer)
            }
            if isStopped { return .stopped }
            let paused = pause.left(at: SuspendingClock.now)
            let takesConnections = paused == nil && mayAccept(peer)
            var waits = [
                pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
                pollfd(fd: takesConnections ? listener.descriptor : -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: peer, events: Int16(POLLIN) | (wantsWrite ? Int16(POLLOUT) : 0), revents: 0),
            ]
            // One wake-up after the last event, then none until the next.
            let rest: Int32? = isResting ? nil : Int32(clamping: Self.restAfter.components.seconds * 1_000)
            let end: Int32? = peer < 0 ? idle.map { Int32(clamping: $0.components.seconds * 1_000) } : nil
            let patience = [paused, rest, end].compactMap(\.self).min() ?? -1
            let ready = poll(&waits, nfds_t(waits.count), patience)
            if ready == 0 {
                if patience == paused { continue }
                if patience == end { return .idle }
                isResting = true
                Self.giveBackMemory()
                continue
            }
            isResting = false
            guard ready > 0 || errno == EINTR else { throw SystemError("wait for the agent", errno) }
            if waits[0].revents != 0 {
                var count: UInt64 = 0
                _ = read(wake, &count, 8)
            }
            if waits[2].revents != 0 || wantsWrite {
                serve(peer, canRead: waits[2].revents & ~Int16(POLLOUT) != 0)
            }
            if state.withLock({ $0.fault }) != nil { drop() }
            // After the old connection's end was seen: an agent that comes back at once is not turned away.
            let next = state.withLock { $0.peer }
            if waits[1].revents != 0, mayAccept(next) { try accept(listener.descriptor, next, &pause) }
        }
    }

    /// Who comes back waits for what was left behind: more connections are no way to more requests in flight.
    private func mayAccept(_ peer: Int32) -> Bool {
        peer >= 0 || state.withLock { $0.unanswered == 0 }
    }

    private func accept(_ listener: Int32, _ peer: Int32, _ pause: inout AcceptPause) throws {
        let accepted = acceptNext(listener)
        switch accepted {
        case 0...: break
        // The peer is gone again.
        case -EAGAIN, -EINTR, -ECONNABORTED: return
        case -EMFILE, -ENFILE, -ENOMEM, -ENOBUFS:
            pause.begin(at: SuspendingClock.now)
            return
        default: throw SystemError("accept the agent", -accepted)
        }
        var pid = pid_t(0)
        var uid = uid_t(0)
        var gid = gid_t(0)
        guard peer < 0, clinux_peer_credentials(accepted, &pid, &uid, &gid) == 0, uid == expectedUser,
            fcntl(accepted, F_SETFD, FD_CLOEXEC) == 0, fcntl(accepted, F_SETFL, O_NONBLOCK) == 0
        else {
            state.withLock { $0.refused &+= 1 }
            close(accepted)
            return
        }
        state.withLock { state in
            state.peer = accepted
            state.number &+= 1
            state.connection = ExecutorConnection()
            state.fault = nil
        }
    }

    /// The pages of code and heap that were used last; a desktop has better use for them until the next order.
    private static func giveBackMemory() {
        _ = clinux_malloc_trim()
        clinux_release_clean_pages()
    }

    private func drop() {
        state.withLock { state in
            if state.peer >= 0 { close(state.peer) }
            state.peer = -1
            state.connection = nil
            state.fault = nil
        }
    }

    private func serve(_ peer: Int32, canRead: Bool) {
        guard peer >= 0 else { return }
        if canRead && !receive(peer) || !state.withLock({ $0.flush() }) { drop() }
    }

    /// Reads once; false if the connection is over.
    private func receive(_ peer: Int32) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = read(peer, &buffer, buffer.count)
        if count < 0 { return errno == EAGAIN || errno == EINTR }
        guard count > 0 else { return false }
        let (requests, number) = state.withLock { state -> ([WireExecutorRequest]?, UInt64) in
            let requests = try? state.connection?.receive(buffer[0..<count])
            state.unanswered += requests?.count ?? 0
            return (requests, state.number)
        }
        guard let requests else { return false }
        for request in requests { answers.async { self.answer(request, of: number) } }
        return true
    }

    /// Answers one request, unless its connection is over: what nobody waits for is not begun.
    private func answer(_ request: WireExecutorRequest, of number: UInt64) {
        let isAwaited = state.withLock { $0.number == number && $0.connection != nil }
        let message = isAwaited ? handler(request) : nil
        let needsInputThread = state.withLock { state in
            state.unanswered -= 1
            guard state.number == number, let message else { return true }
            do throws(ExecutorConnection.Fault) {
                try state.connection?.answer(message)
                _ = state.flush()
            } catch {
                state.fault = error
            }
            return state.needsInputThread
        }
        if needsInputThread { signalWake() }
    }

    private func signalWake() {
        var one: UInt64 = 1
        _ = write(wake, &one, 8)
    }
}
