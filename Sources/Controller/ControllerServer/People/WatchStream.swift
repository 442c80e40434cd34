import ControllerCore
import Foundation
import Hummingbird
import Model
import NIOCore

/// The lines that a watcher of an operation gets, until it ends, the session is over or the controller stops.
struct WatchStream: Sendable {
    let service: TenantService
    let operation: OperationID
    let session: ReadingSession
    let clock: @Sendable () -> Timestamp

    /// A line each so often, or a vanished watcher is never noticed.
    static let idle = Duration.seconds(15)

    @concurrent
    func run(_ writer: inout any ResponseBodyWriter) async throws {
        let watch = await service.watch(operation)
        // Ends with the stream of signals, and its only effect is a signal.
        let ticker = Task {
            while !Task.isCancelled {
                try await Task.sleep(for: Self.idle)
                watch.wake.yield(.idle)
            }
        }
        do {
            try await write(watch, &writer)
        } catch {
            ticker.cancel()
            await service.unwatch(watch, operation)
            throw error
        }
        ticker.cancel()
        await service.unwatch(watch, operation)
    }

    @concurrent
    private func write(_ watch: Watchers.Watch, _ writer: inout any ResponseBodyWriter) async throws {
        var last: OperationSummary?
        guard try await !state(watch, &last, &writer) else { return }
        for await signal in watch.signals {
            switch signal {
            case .event(let event): try await line(event, &writer)
            case .idle:
                try await writer.write(ByteBuffer(string: "\n"))
                guard await mayGoOn else { return }
            case .changed: break
            case .stop: return
            }
            // Asked after every signal: one that told of a change may have given way to later ones.
            guard try await !state(watch, &last, &writer) else { return }
        }
    }

    /// Whether the watcher's right stands: the session may be over, and the root may name them no more.
    var mayGoOn: Bool {
        get async {
            guard let trust = await service.trust else { return false }
            return AccessRight.review.holder(session, trust: trust, now: clock()) != nil
        }
    }

    /// Writes the state if it changed; true when the operation has ended.
    @concurrent
    private func state(
        _ watch: Watchers.Watch,
        _ last: inout OperationSummary?,
        _ writer: inout any ResponseBodyWriter
    ) async throws -> Bool {
        watch.looks()
        guard let progress = await service.progress(operation) else { return true }
        let summary = progress.summary
        if summary != last {
            last = summary
            try await line(OperationEvent(event: "state", summary: summary), &writer)
        }
        guard progress.state == .done || progress.state == .denied else { return false }
        try await line(OperationEvent(event: "end", summary: summary), &writer)
        return true
    }

    @concurrent
    private func line(_ event: OperationEvent, _ writer: inout any ResponseBodyWriter) async throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var buffer = ByteBuffer(bytes: try encoder.encode(event))
        buffer.writeInteger(UInt8(ascii: "\n"))
        try await writer.write(buffer)
    }
}
