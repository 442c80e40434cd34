import Foundation
import Harness

/// What an endpoint costs while nothing happens.
enum IdleBenchmarks {
    static let agentResident = "memory.agent.rss"
    static let agentPrivate = "memory.agent.private"
    static let executorResident = "memory.executor.rss"
    static let agentProcessor = "cpu.agent.idle"
    static let ids = [agentResident, agentPrivate, executorResident, agentProcessor]

    private static let endpoints = 5
    private static let window = 40

    static func run(_ ids: [String], _ client: RunningClient, _ results: inout Results) async throws {
        try await client.grow(to: endpoints)
        let installation = client.installation
        let agents = try facts(of: installation.agents)
        let executors = try facts(of: installation.executors)
        // An agent gives pages back when nothing has happened for ten seconds.
        sync()
        try await Task.sleep(for: .seconds(25))
        let start = ContinuousClock.now
        let before = try agents.map { try $0.processorTime() }
        try await Task.sleep(for: .seconds(window))
        let passed = Timing.milliseconds(since: start) * 1e6
        let shares = try zip(agents, before).map { (try $0.processorTime() - $1) / passed * 100 }
        let memory = try agents.map { try $0.memory() }
        let note = "\(endpoints) agents, connected, nothing happening for 25 s and more"
        let measurements = [
            Measurement(
                agentResident,
                unit: "MB",
                memory.map { $0.resident / 1_024 },
                goals: [.atMost(20)],
                note: note
            ),
            Measurement(
                agentPrivate,
                unit: "MB",
                memory.map { $0.privateDirty / 1_024 },
                goals: [.atMost(3)],
                note: "Private_Dirty; \(note)"
            ),
            Measurement(
                executorResident,
                unit: "MB",
                try executors.map { try $0.memory().resident / 1_024 },
                goals: [.atMost(15)],
                note: "the executors of these agents; the first has run operations if those were measured before"
            ),
            Measurement(
                agentProcessor,
                unit: "% of a core",
                shares,
                goals: [.atMost(0.05)],
                note: "processor time of the whole process over \(window) s; \(note)"
            ),
        ]
        for measurement in measurements where ids.contains(measurement.id) { results.add(measurement) }
    }

    private static func facts(of servers: [Int: Server]) throws -> [ProcessFacts] {
        servers.keys.sorted().prefix(endpoints).compactMap { servers[$0] }.map {
            ProcessFacts(id: $0.processIdentifier)
        }
    }
}
