import Synchronization

/// Hands whole frames from a connection's event loop to the one task that reads them.
///
/// Bounded: at `capacity` frames the event loop stops reading from the socket until the task has taken some.
final class FrameQueue: Sendable {
    static let capacity = 4

    private struct State {
        var frames: [[UInt8]] = []
        var reader: CheckedContinuation<[UInt8]?, Never>?
        var finished = false
        var paused = false
    }

    private let state = Mutex(State())

    /// Whether another frame may be put; when not, the next ``take()`` that makes room says so.
    func hasRoom() -> Bool {
        state.withLock { state in
            if state.frames.count < Self.capacity { return true }
            state.paused = true
            return false
        }
    }

    /// Puts a frame, or hands it straight to a waiting reader.
    func put(_ frame: [UInt8]) {
        let reader = state.withLock { state -> CheckedContinuation<[UInt8]?, Never>? in
            guard !state.finished else { return nil }
            if let reader = state.reader {
                state.reader = nil
                return reader
            }
            state.frames.append(frame)
            return nil
        }
        reader?.resume(returning: frame)
    }

    /// Ends the sequence after the frames that wait.
    func finish() {
        let reader = state.withLock { state -> CheckedContinuation<[UInt8]?, Never>? in
            state.finished = true
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume(returning: nil)
    }

    /// The next frame, nil at the end; `resume` when the event loop waits for the room just made.
    ///
    /// One task reads a connection. A second one that waits at the same time gets nil at once.
    func take() async -> (frame: [UInt8]?, resume: Bool) {
        let ready = state.withLock { state -> (frame: [UInt8]?, resume: Bool)? in
            guard !state.frames.isEmpty else { return state.finished ? (nil, false) : nil }
            let frame = state.frames.removeFirst()
            let resume = state.paused
            state.paused = false
            return (frame, resume)
        }
        if let ready { return ready }
        let frame: [UInt8]? = await withCheckedContinuation { continuation in
            let immediate = state.withLock { state -> [UInt8]?? in
                if !state.frames.isEmpty { return .some(state.frames.removeFirst()) }
                guard !state.finished, state.reader == nil else { return .some(nil) }
                state.reader = continuation
                return .none
            }
            if let immediate { continuation.resume(returning: immediate) }
        }
        let resume = state.withLock { state in
            defer { state.paused = false }
            return state.paused
        }
        return (frame, resume)
    }
}
