import OperatorClient
import Synchronization

/// Progress of one piece of work on the terminal's error stream; silent where that is no terminal.
final class Progress: Sendable {
    private let meter: Mutex<ProgressMeter>
    private let start = ContinuousClock.now
    private let live: LiveLine
    private let isShown: Bool

    init(_ what: Localized, _ console: Console) {
        meter = Mutex(ProgressMeter(what, in: console.language))
        live = console.live
        isShown = console.showsProgress
    }

    /// Says how far the work is.
    func advance(to done: UInt64, of total: UInt64? = nil) {
        guard isShown else { return }
        draw { $0.advance(to: done, of: total) }
    }

    /// Draws from time to time until it is cancelled.
    func tick() async {
        guard isShown else { return }
        while !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(250))
            draw { _ in }
        }
    }

    private func draw(_ change: (inout ProgressMeter) -> Void) {
        meter.withLock { meter in
            change(&meter)
            guard let line = meter.line(at: ContinuousClock.now - start) else { return }
            live.draw(line)
        }
    }
}

extension Console {
    /// Does something that may take long, and shows so after a second.
    func during<Success>(
        _ what: Localized,
        _ body: (Progress) async throws -> Success
    ) async rethrows -> Success {
        let progress = Progress(what, self)
        // Unstructured, since the body is not Sendable; cancelled below on every way out.
        let ticker = Task { await progress.tick() }
        defer {
            ticker.cancel()
            live.wipe()
        }
        return try await body(progress)
    }
}
