import InventoryReport
import Model
import TestSupport
import Testing
import TransparencyLog
import WireMessages

@testable import AgentCore

@Suite
struct ReportScheduleTests {
    private static let noon = Timestamp.literal("2026-11-25T12:00:00Z")

    private func report(_ kernel: Int) -> Report {
        let facts = FactValue.string("\(kernel)")
        let section = ReportSection(collectedAt: 1, source: "test", privilege: .user, errors: [], facts: facts)
        var other = section
        other.facts = .string("13")
        return Report(bootID: nil, sections: ["kernel": section, "os": other], metrics: nil)
    }

    /// A device whose kernel version changes at every look, looked at for some hours.
    private func watch(hours: Int, _ bench: inout SessionBench, from start: Timestamp = noon) -> [Timestamp] {
        var made: [Timestamp] = []
        for second in stride(from: Int64(0), to: Int64(hours) * 3_600, by: 60) {
            bench.pass(.seconds(60))
            bench.controller(.pong(WirePong()))
            _ = bench.flush()
            guard bench.answer(\.isFacts, with: { _ in .privilegedFacts(WirePrivilegedFacts()) }) else { continue }
            let before = bench.orders.count
            bench.handle(.collected(report(Int(second)), at: start.adding(seconds: second)))
            guard bench.orders.count > before, let order = bench.orders.last else { continue }
            made.append(start.adding(seconds: second))
            bench.controllerAnswersInventory(order.sequence, accepted: true)
        }
        return made
    }

    /// A session whose controller never falls silent.
    private func opened(_ memory: InventoryMemory = InventoryMemory(), hash: String = "") -> SessionBench {
        var bench = SessionBench(inventory: memory)
        bench.greet(inventoryHash: hash)
        _ = bench.settle(ScriptedSpool([]))
        return bench
    }

    @Test
    func `a fact that never rests makes no more than 24 reports in any 24 hours`() {
        var schedule = ReportSchedule()
        var random = SeededRandom()
        var made: [Timestamp] = []
        for minute in Int64(0)..<2 * 24 * 60 {
            let now = Self.noon.adding(seconds: minute * 60)
            guard schedule.hasRoom(at: now) else { continue }
            schedule.reported(isFull: false, at: now, using: &random)
            made.append(now)
        }
        #expect(made.count == 48)
        for (first, last) in zip(made, made.dropFirst(24)) { #expect(last.seconds(since: first) >= 86_400) }
    }

    @Test
    func `what was used of the day outlives the process`() throws {
        var random = SeededRandom()
        var schedule = ReportSchedule()
        for _ in 0..<24 { schedule.reported(isFull: false, at: Self.noon, using: &random) }
        let memory = InventoryMemory(sequence: 24, hashes: report(0).hashes, schedule: schedule)
        let read = try #require(InventoryMemory.parse(memory.rendered()))
        var bench = opened(read)
        bench.answer(\.isFacts) { _ in .privilegedFacts(WirePrivilegedFacts()) }
        bench.handle(.collected(report(1), at: Self.noon.adding(seconds: 86_399)))
        #expect(bench.orders.isEmpty)
        bench.handle(.collected(report(1), at: Self.noon.adding(seconds: 86_400)))
        #expect(bench.orders.map(\.sequence) == [25])
    }

    @Test
    func `a controller that wants everything again and again gets 24 reports`() {
        var made = 0
        var memory = InventoryMemory()
        for connection in Int64(0)..<100 {
            var bench = opened(memory)
            bench.answer(\.isFacts) { _ in .privilegedFacts(WirePrivilegedFacts()) }
            bench.handle(.collected(report(1), at: Self.noon.adding(seconds: connection)))
            made += bench.orders.count
            memory = bench.session.inventoryMemory
        }
        #expect(made == ReportSchedule.reportsADay)
    }

    @Test
    func `a clock that was set back stops neither reports nor the full one`() {
        var random = SeededRandom()
        var schedule = ReportSchedule()
        for _ in 0..<24 { schedule.reported(isFull: true, at: Self.noon, using: &random) }
        let past = Self.noon.adding(seconds: -86_400 * 365)
        #expect(schedule.hasRoom(at: past))
        #expect(schedule.wantsFull(at: past))
    }

    @Test(arguments: UInt64(1)...20)
    func `the next full report is due after a day, two hours more or less`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var schedule = ReportSchedule()
        #expect(schedule.wantsFull(at: Self.noon))
        schedule.reported(isFull: true, at: Self.noon, using: &random)
        let due = try #require(schedule.fullDue)
        #expect((22 * 3_600...26 * 3_600).contains(due.seconds(since: Self.noon)))
        #expect(!schedule.wantsFull(at: due.adding(seconds: -1)))
        #expect(schedule.wantsFull(at: due))
        schedule.reported(isFull: false, at: due, using: &random)
        #expect(schedule.fullDue == due)
    }

    @Test
    func `full reports of a fleet drift apart`() {
        let due = Set(
            (UInt64(0)..<20).map { seed in
                var random = SeededRandom(seed: seed)
                var schedule = ReportSchedule()
                schedule.reported(isFull: true, at: Self.noon, using: &random)
                return schedule.fullDue
            }
        )
        #expect(due.count > 10)
    }

    @Test
    func `once a day a change brings a full report, and no change brings none`() {
        let due = Self.noon
        let memory = InventoryMemory(
            sequence: 4,
            hashes: report(1).hashes,
            schedule: ReportSchedule(recent: [], fullDue: due)
        )
        var bench = opened(memory, hash: report(1).hashes.combined.hex)
        bench.answer(\.isFacts) { _ in .privilegedFacts(WirePrivilegedFacts()) }
        bench.handle(.collected(report(1), at: due.adding(seconds: 1)))
        #expect(bench.orders.isEmpty)
        bench.handle(.collected(report(2), at: due.adding(seconds: 2)))
        #expect(bench.orders.map(\.delta.isFull) == [true])
        bench.controllerAnswersInventory(5, accepted: true)
        bench.handle(.collected(report(3), at: due.adding(seconds: 3)))
        #expect(bench.orders.map(\.delta.isFull) == [true, false])
    }

    @Test
    func `looks lie between thirteen and eighteen minutes apart, never at the same distance`() {
        var relay = InventoryRelay(InventoryMemory(), random: SeededRandom())
        relay.opened(controllerHash: "")
        var last: Int?
        var distances: [Int] = []
        for second in 0..<40_000 where relay.collectionIsDue(now: .seconds(second)) {
            if let last { distances.append(second - last) }
            last = second
        }
        #expect(distances.count > 30)
        #expect(distances.allSatisfy { (765...1_036).contains($0) })
        #expect(Set(distances).count > 10)
    }

    @Test
    func `a controller that never answers a report is sent a full one two looks later`() {
        var relay = InventoryRelay(
            InventoryMemory(sequence: 1, hashes: report(1).hashes, schedule: ReportSchedule(fullDue: Self.noon)),
            random: SeededRandom()
        )
        relay.opened(controllerHash: report(1).hashes.combined.hex)
        let early = Self.noon.adding(seconds: -3_600)
        #expect(relay.collected(report(2), at: early)?.delta.isFull == false)
        #expect(relay.collected(report(2), at: early) == nil)
        #expect(relay.collected(report(2), at: early)?.delta.isFull == true)
    }

    @Test
    func `a day in which everything changes at every look fills no log`() {
        var bench = opened()
        let made = watch(hours: 23, &bench)
        #expect(bench.end == nil)
        #expect(made.count == ReportSchedule.reportsADay)
    }
}
