import ControllerCore
import Model
import TestSupport
import Testing

@testable import ControllerServer

@Suite struct WatchersTests {
    private let operation = OperationID.literal("019ab4c2-7d1e-7c3a-9f00-5a1d2b3c4d5e")

    /// What waits for a watcher once nobody tells it any more.
    private func drained(_ watch: Watchers.Watch, _ watchers: inout Watchers) async -> [String] {
        watchers.remove(watch, from: operation)
        var signals: [String] = []
        for await signal in watch.signals {
            switch signal {
            case .changed: signals.append("changed")
            case .event(let event): signals.append(event.event)
            case .idle: signals.append("idle")
            case .stop: signals.append("stop")
            }
        }
        return signals
    }

    @Test func `many changes wake a watcher once, until it looks`() async {
        var watchers = Watchers()
        let watch = watchers.add(operation)
        for _ in 0..<100 { watchers.changed(operation) }
        watch.looks()
        for _ in 0..<100 { watchers.changed(operation) }
        #expect(await drained(watch, &watchers) == ["changed", "changed"])
    }

    @Test func `output reaches each watcher of its operation, and nobody else`() async {
        var watchers = Watchers()
        let watch = watchers.add(operation)
        let second = watchers.add(operation)
        let other = watchers.add(.literal("019ab4c2-7d1e-7c3a-9f00-5a1d2b3c4d5f"))
        watchers.tell(operation, OperationEvent(event: "output"))
        #expect(await drained(watch, &watchers) == ["output"])
        #expect(await drained(second, &watchers) == ["output"])
        other.wake.finish()
        var heard = 0
        for await _ in other.signals { heard += 1 }
        #expect(heard == 0)
    }

    @Test func `a slow watcher has a bounded queue, whose last signals stay`() async {
        var watchers = Watchers()
        let watch = watchers.add(operation)
        for number in 0..<10_000 { watchers.tell(operation, OperationEvent(event: "output", offset: UInt64(number))) }
        watchers.changed(operation)
        let signals = await drained(watch, &watchers)
        #expect(signals.count == Watchers.queue)
        #expect(signals.last == "changed")
    }

    @Test func `a watch goes on for whom the root names, while the session lasts`() async throws {
        try await Ground().serve { running async throws in
            let service = try await running.controller.tenants.service(.provider)
            let now = Ground.now()
            func goesOn(_ key: TestKey, until end: Timestamp) async -> Bool {
                let session = ReadingSession(key: key.publicKey, started: now, expires: end)
                return await WatchStream(
                    service: service,
                    operation: operation,
                    session: session,
                    clock: Ground.now
                ).mayGoOn
            }
            let later = now.adding(seconds: 600)
            #expect(await goesOn(running.ground.technician, until: later))
            #expect(await !goesOn(TestKey("removed"), until: later))
            #expect(await !goesOn(running.ground.technician, until: now))
        }
    }
}
