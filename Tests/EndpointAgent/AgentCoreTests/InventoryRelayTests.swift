import InventoryReport
import Model
import SSHSIG
import TestSupport
import Testing
import TransparencyLog
import WireMessages

@testable import AgentCore

@Suite
struct InventoryRelayTests {
    private static let noon = Timestamp.literal("2026-11-25T12:00:00Z")

    /// A memory of reports whose full one is not due yet.
    private func memory(sequence: UInt64, hashes: SectionHashes) -> InventoryMemory {
        let schedule = ReportSchedule(recent: [], fullDue: Self.noon.adding(seconds: 43_200))
        return InventoryMemory(sequence: sequence, hashes: hashes, schedule: schedule)
    }

    private func report(os: String = "13", kernel: String = "6.12", load: Int64 = 1) -> Report {
        func section(_ facts: FactValue) -> ReportSection {
            ReportSection(collectedAt: load, source: "test", privilege: .user, errors: [], facts: facts)
        }
        return Report(
            bootID: nil,
            sections: ["os": section(.string(os)), "kernel": section(.string(kernel))],
            metrics: section(.integer(load))
        )
    }

    /// A session that has sent its first full report.
    private func started(_ report: Report) -> SessionBench {
        var bench = SessionBench()
        bench.greet()
        collect(report, &bench)
        return bench
    }

    private func collect(_ report: Report, _ bench: inout SessionBench) {
        bench.answer(\.isFacts) { _ in .privilegedFacts(WirePrivilegedFacts()) }
        bench.handle(.collected(report, at: Self.noon.adding(seconds: bench.now.components.seconds)))
    }

    @Test
    func `a controller without a state gets a full report`() {
        let bench = started(report())
        #expect(bench.orders.map(\.delta.isFull) == [true])
        #expect(bench.orders.map(\.sequence) == [1])
    }

    @Test
    func `facts of the executor reach the collection`() {
        var bench = SessionBench()
        bench.greet()
        bench.answer(\.isFacts) { _ in
            var facts = WirePrivilegedFacts()
            facts.facts = ["product_serial": "S1"]
            return .privilegedFacts(facts)
        }
        #expect(bench.collections == [["product_serial": "S1"]])
    }

    @Test
    func `an executor that is slow with its facts is not asked again and again`() {
        var bench = SessionBench()
        bench.greet()
        for _ in 0..<200 {
            bench.pass(.seconds(60))
            bench.controller(.pong(WirePong()))
            _ = bench.flush()
        }
        #expect(bench.end == nil)
        #expect(bench.asked.count { $0.request?.isFacts == true } == 1)
    }

    @Test
    func `an executor that gives no facts does not stop the collection`() {
        var bench = SessionBench()
        bench.greet()
        bench.answer(\.isFacts) { _ in .failure(WireFailure()) }
        #expect(bench.collections == [[:]])
    }

    @Test
    func `an unchanged inventory sends nothing`() {
        var bench = started(report())
        bench.controllerAnswersInventory(1, accepted: true)
        bench.pass(AgentLimits.inventoryInterval * AgentLimits.inventoryJitter.upperBound)
        collect(report(load: 99), &bench)
        #expect(bench.orders.count == 1)
    }

    @Test
    func `a change sends the changed section alone`() {
        var bench = started(report())
        bench.controllerAnswersInventory(1, accepted: true)
        bench.pass(AgentLimits.inventoryInterval * AgentLimits.inventoryJitter.upperBound)
        collect(report(kernel: "6.13"), &bench)
        #expect(bench.orders.last?.delta.sections.keys.sorted() == ["kernel"])
        #expect(bench.orders.last?.sequence == 2)
    }

    @Test
    func `a controller that holds the last report is sent nothing after a reconnect`() {
        let memory = memory(sequence: 8, hashes: report().hashes)
        var bench = SessionBench(inventory: memory)
        bench.greet(inventoryHash: report().hashes.combined.hex)
        collect(report(load: 5), &bench)
        #expect(bench.orders.isEmpty)
    }

    @Test
    func `a controller that holds something else gets a full report with a higher number`() {
        let memory = memory(sequence: 8, hashes: report().hashes)
        var bench = SessionBench(inventory: memory)
        bench.greet(inventoryHash: Digest.zero.hex)
        collect(report(), &bench)
        #expect(bench.orders.map(\.delta.isFull) == [true])
        #expect(bench.orders.map(\.sequence) == [9])
    }

    @Test
    func `need-full is answered with a full report, but not for ever`() {
        var bench = SessionBench(inventory: memory(sequence: 8, hashes: report().hashes))
        bench.greet(inventoryHash: report().hashes.combined.hex)
        collect(report(kernel: "6.13"), &bench)
        #expect(bench.orders.map(\.delta.isFull) == [false])
        for sequence in UInt64(9)..<20 {
            bench.controllerAnswersInventory(sequence, accepted: false, problem: "need-full")
        }
        #expect(bench.orders.map(\.delta.isFull) == [false, true, true])
    }

    @Test
    func `answers that nobody waits for change nothing`() {
        var bench = started(report())
        bench.controllerAnswersInventory(7, accepted: true)
        bench.controllerAnswersInventory(.max, accepted: false, problem: "need-full")
        #expect(bench.orders.count == 1)
        #expect(bench.end == nil)
    }

    @Test
    func `a report that could not be kept is not sent`() {
        var bench = started(report())
        _ = bench.flush()
        bench.handle(.reportReady(sequence: 1, nil))
        #expect(bench.flush().isEmpty)
        bench.pass(AgentLimits.inventoryInterval * AgentLimits.inventoryJitter.upperBound)
        collect(report(), &bench)
        #expect(bench.orders.map(\.sequence) == [1, 2])
    }

    @Test
    func `a large inventory goes in parts that a controller can apply one by one`() throws {
        let text = FactValue.array(Array(repeating: .string(String(repeating: "x", count: 1_000)), count: 650))
        var large = report()
        for name in ["packages/00", "packages/01", "packages/02", "packages/03"] {
            large.sections[name] = ReportSection(
                collectedAt: 1,
                source: "test",
                privilege: .user,
                errors: [],
                facts: text
            )
        }
        var bench = started(large)
        var state = ReportState()
        while let order = bench.orders.last, order.sequence != state.sequence {
            let delta = try ReportDelta.parse(order.delta.rendered())
            guard case .applied = state.apply(delta) else {
                Issue.record("part \(order.sequence) was not applied")
                break
            }
            #expect(order.delta.rendered().count < 1_900_000)
            bench.controllerAnswersInventory(order.sequence, accepted: true)
        }
        #expect(bench.orders.count == 2)
        #expect(state.hashes == large.hashes)
    }

    @Test
    func `the memory survives its file and a damaged one is told apart`() {
        let schedule = ReportSchedule(recent: [Self.noon, Self.noon.adding(seconds: 60)], fullDue: Self.noon)
        let memory = InventoryMemory(sequence: 12, hashes: report().hashes, schedule: schedule)
        #expect(InventoryMemory.parse(memory.rendered()) == memory)
        #expect(InventoryMemory.parse(InventoryMemory(sequence: 3).rendered()) == InventoryMemory(sequence: 3))
        let many = Array(repeating: "1", count: ReportSchedule.reportsADay + 1).joined(separator: " ")
        let damaged = [
            "", "12", "x\n\n\n\n", "-1\n\n\n\n", "12\n{}x\n\n\n", "9999999999999999999\n\n\n\n", "1\n\n\n",
            "1\n\n1 2\n\n",
            "1\n\n-5\n\n", "1\n\n\n99999999999999\n", "1\n\n\n\(many)\n", "1\n\n\n1\nx",
        ]
        for text in damaged { #expect(InventoryMemory.parse(Array(text.utf8)) == nil, "\(text)") }
    }

    @Test
    func `the statement is signed by the agent's key and names the blob`() throws {
        let fixtures = SessionBench.fixtures
        let bench = started(report())
        let order = try #require(bench.orders.first)
        let writer = InventoryWriter(
            tenant: fixtures.tenant,
            device: fixtures.device,
            bootID: .literal("41c99d33-2fc7-4cb5-a295-482954e5193e"),
            signer: fixtures.agentKey.signer
        )
        let made = writer.report(order, salt: fixtures.salt, issued: fixtures.issued)
        let text = StatementText([UInt8](made.statement.statement))
        guard case .inventory(let statement) = try Statement.parse(text, as: .inventory) else {
            Issue.record("not an inventory statement")
            return
        }
        #expect(statement.report.matches(blob: [UInt8](made.report)))
        #expect(Array(made.report.dropFirst(32)) == order.delta.rendered())
        let signature = try SSHSignature(armored: made.statement.signature)
        let facts = try signature.verify(message: text.bytes, namespace: "inventory@countersign", passkeys: .noPasskeys)
        #expect(facts.key == fixtures.agentKey.publicKey)
    }
}
