internal import Synchronization

/// Hands values from one task to another in order; the session bounds how many there can be.
final class Mailbox<Element: Sendable>: Sendable {
    private struct State {
        var elements: [Element] = []
        var reader: CheckedContinuation<Element?, Never>?
    }

    private let state = Mutex(State())

    func put(_ element: Element) {
        let reader = state.withLock { state -> CheckedContinuation<Element?, Never>? in
            if let reader = state.reader {
                state.reader = nil
                return reader
            }
            state.elements.append(element)
            return nil
        }
        reader?.resume(returning: element)
    }

    /// The next value and all that wait behind it; nil when the task is cancelled.
    func batch() async -> [Element]? {
        guard let first = await next() else { return nil }
        return state.withLock { state in
            defer { state.elements = [] }
            return [first] + state.elements
        }
    }

    /// The next value; nil when the task is cancelled.
    ///
    /// One task reads.
    func next() async -> Element? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let ready = state.withLock { state -> Element?? in
                    if Task.isCancelled { return .some(nil) }
                    if !state.elements.isEmpty { return .some(state.elements.removeFirst()) }
                    state.reader = continuation
                    return .none
                }
                if let ready { continuation.resume(returning: ready) }
            }
        } onCancel: {
            let reader = state.withLock { state in
                defer { state.reader = nil }
                return state.reader
            }
            reader?.resume(returning: nil)
        }
    }
}
