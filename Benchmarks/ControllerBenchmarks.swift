import ControllerCore
import ControllerServer
import Foundation
import Harness
import Logging
import Model
import SSHSIG
import TestSupport
import TransparencyLog
import Trust
import Wire

/// What the controller needs for each connected agent, and how fast it takes receipts.
enum ControllerBenchmarks {
    static let perAgent = "memory.controller.perAgent"
    static let base = "memory.controller.base"
    static let receipts = "receipts.logged"
    static let ids = [perAgent, base, receipts]

    private static let batches = 5
    private static let batch = 200
    private static let atOnce = 32
    private static let first = 16

    static func run(_ ids: [String], _ results: inout Results) async throws {
        let installation = try Installation()
        try installation.startController()
        try installation.createClient()
        installation.stopController()
        guard let tenant = TenantID(RunningClient.tenant) else { throw HarnessError("no tenant") }
        let text = [UInt8](try Data(contentsOf: URL(fileURLWithPath: installation.rootFile)))
        let light = try await LightAgents(
            first + batches * batch,
            folder: installation.data,
            tenant: tenant,
            root: Digest(sha256Of: text)
        )
        if ids.contains(perAgent) || ids.contains(base) {
            try await measureMemory(installation, light, ids, &results)
        }
        if ids.contains(receipts) {
            let log = ReceiptLoad(
                folder: installation.data,
                tenant: tenant,
                root: RootReference(version: 1, sha256: Digest(sha256Of: text)),
                agents: Array(light.agents.prefix(ReceiptLoad.devices))
            )
            try await log.run(receipts, &results)
        }
        await light.shutdown()
    }

    private static func measureMemory(
        _ installation: Installation,
        _ light: LightAgents,
        _ ids: [String],
        _ results: inout Results
    ) async throws {
        try installation.startController()
        guard let process = installation.controller?.processIdentifier else { throw HarnessError("no controller") }
        let facts = ProcessFacts(id: process)
        var start = 0.0
        var last = 0.0
        var slopes: [Double] = []
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            defer { tasks.cancelAll() }
            // The first few bring code and caches into memory once for all: they belong to the base.
            for agent in light.agents.prefix(first) {
                let (outcomes, tell) = AsyncThrowingStream<Void, any Error>.makeStream()
                tasks.addTask {
                    do {
                        try await light.hold(agent) { tell.yield() }
                    } catch {
                        tell.finish(throwing: error)
                    }
                }
                for try await _ in outcomes { break }
            }
            try await Task.sleep(for: .seconds(3))
            start = try facts.memory().resident
            last = start
            for number in 0..<batches {
                let (outcomes, tell) = AsyncThrowingStream<Void, any Error>.makeStream()
                var greetings = outcomes.makeAsyncIterator()
                for (place, agent) in light.agents.dropFirst(first + number * batch).prefix(batch).enumerated() {
                    // Few at a time: the controller bounds those of one address that have proven nothing yet.
                    if place >= atOnce { try await greetings.next() }
                    tasks.addTask {
                        do {
                            try await light.hold(agent) { tell.yield() }
                        } catch {
                            tell.finish(throwing: error)
                        }
                    }
                }
                for _ in 0..<atOnce { try await greetings.next() }
                // What came with the greeting is written and given back.
                try await Task.sleep(for: .seconds(3))
                let now = try facts.memory().resident
                slopes.append((now - last) / Double(batch))
                last = now
            }
        }
        installation.stopController()
        let note = """
            resident memory; \(batches * batch) light agents enrolled in the log, with certificates of the controller's authority, \
            over mutual TLS, greeted, then silent
            """
        if ids.contains(perAgent) {
            results.add(
                Measurement(
                    perAgent,
                    unit: "KB",
                    value: (last - start) / Double(batches * batch),
                    goals: [.atMost(48)],
                    runs: batches,
                    spread: Spread(slopes),
                    note: "\(note); value over all after the first \(first), minimum and maximum of batches of \(batch)"
                )
            )
        }
        if ids.contains(base) {
            results.add(
                Measurement(
                    base,
                    unit: "MB",
                    value: start / 1_024,
                    goals: [.atMost(60)],
                    runs: 1,
                    note: "resident memory with \(first) agents, \(first + batches * batch) devices in the log"
                )
            )
        }
    }
}

/// Receipts of many devices at once, checked and logged by a tenant's service as a connection would have it do.
private struct ReceiptLoad {
    static let devices = 256
    private static let rounds = 6
    private static let each = 8

    let folder: String
    let tenant: TenantID
    let root: RootReference
    let agents: [LightAgents.Agent]

    func run(_ id: String, _ results: inout Results) async throws {
        let controller = try await Controller(
            folder: try DataFolder(opening: folder),
            zones: TimeZoneFolder.system,
            logger: Logger(label: "benchmarks") { _ in SwiftLogNoOpLogHandler() },
            clock: BenchClock.now
        )
        let service = try await controller.tenants.service(tenant)
        let orders = try await order(Self.rounds * Self.each, service)
        let chains = try await chains(of: orders, service)
        var rates: [Double] = []
        for round in 0..<Self.rounds {
            let part = (round * Self.each)..<((round + 1) * Self.each)
            let start = ContinuousClock.now
            try await withThrowingDiscardingTaskGroup { tasks in
                for (agent, chain) in zip(agents, chains) {
                    tasks.addTask {
                        for signed in chain[part] { try await take(signed, of: agent.device, service) }
                    }
                }
            }
            let rate = Double(Self.devices * Self.each) / Timing.milliseconds(since: start) * 1_000
            if round > 0 { rates.append(rate) }
        }
        let leaf = try await service.log.leaf(at: try await service.log.size() - 1)
        let commits = try BareLog.rate(of: Array(repeating: leaf, count: 8_192), group: Self.devices)
        let verification = try SignatureFloor().verify
        results.add(
            Measurement(
                id,
                unit: "receipts/s",
                rates,
                floor: 1_000 / (1_000 / commits + verification),
                goals: [.ratioAtLeast(0.5), .atLeast(2_000)],
                note: """
                    \(Self.devices) devices at once, chains of \(Self.each) receipts of \(leaf.count) bytes a round: parsed, \
                    signature checked, placed, appended and folded in process by the tenant's service; floor = group commit in \
                    groups of \(Self.devices) (\(Number.text(commits)) rows/s) + one verification each \
                    (\(Number.text(verification)) ms), one after the other
                    """
            )
        )
    }

    private func take(_ signed: SignedText, of device: DeviceID, _ service: TenantService) async throws {
        let intake = try ReceiptIntake(signed, tenant: tenant, device: device)
        guard case .next = await service.place(intake) else { throw HarnessError("not the next receipt") }
        _ = try await service.append([try intake.draft()])
    }

    /// Logs operations for all of the devices.
    private func order(_ count: Int, _ service: TenantService) async throws -> [(Model.Operation, leaf: UInt64)] {
        let fixtures = StatementFixtures(tenant: tenant, issued: BenchClock.now())
        var random = SystemRandomNumberGenerator()
        var orders: [(Model.Operation, leaf: UInt64)] = []
        for _ in 0..<count {
            let operation = Model.Operation(
                id: OperationID.make(at: fixtures.issued, random: &random),
                tenant: tenant,
                root: root,
                issued: fixtures.issued,
                expires: fixtures.expires,
                action: .script(ScriptAction(interpreter: .sh, script: fixtures.scriptReference, parameters: [:])),
                targets: .devices(agents.map(\.device).sorted { $0.text < $1.text }),
                limits: fixtures.limits,
                reason: fixtures.salted("benchmark")
            )
            let text = operation.rendered()
            let signature = fixtures.technician.sign(text, for: .operation)
            let draft = try LogDraft(kind: .operation, text: text, signatures: [signature])
            guard let appended = try await service.append([draft]).first else { throw HarnessError("not appended") }
            orders.append((operation, appended.index))
        }
        return orders
    }

    /// Each device's chain of signed receipts.
    private func chains(
        of orders: [(Model.Operation, leaf: UInt64)],
        _ service: TenantService
    ) async throws -> [[SignedText]] {
        guard let note = try await service.log.latestCheckpoint()?.note, let rule = RuleName("everyday"),
            let version = VersionText("0.1.0")
        else { throw HarnessError("no checkpoint") }
        let digests = orders.map { $0.0.rendered().sha256 }
        let now = BenchClock.now()
        return agents.map { agent in
            var previous = Receipt.noPrevious
            var chain: [SignedText] = []
            for (number, (operation, leaf)) in orders.enumerated() {
                let text = Receipt(
                    tenant: tenant,
                    device: agent.device,
                    sequence: UInt64(number + 1),
                    previous: previous,
                    operation: operation.id,
                    statementSha256: digests[number],
                    leafIndex: leaf,
                    checkpoint: note,
                    root: root,
                    rule: rule,
                    outcome: .succeeded,
                    exit: 0,
                    admitted: now,
                    started: now,
                    ended: now,
                    clock: ReceiptClock(synchronised: true, offsetMs: 12),
                    limits: ReceiptLimits(mechanism: Keyword.none),
                    usage: ReceiptUsage(cpuMs: 1, maxRssBytes: 4 << 20),
                    leftover: .none,
                    executorVersion: version
                ).rendered()
                previous = text.sha256
                chain.append(
                    SignedText(
                        statement: text.bytes,
                        signature: agent.receipts.sign(text.bytes, namespace: EntryKind.receipt.namespace ?? "")
                    )
                )
            }
            return chain
        }
    }
}
