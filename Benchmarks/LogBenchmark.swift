import ControllerCore
import ControllerStore
import Harness
import Model
import TestSupport

/// Durable appends by many writers at once, as the controller's log takes them.
enum LogBenchmark {
    static let id = "log.append.durable"

    private static let writers = 256
    private static let appends = 40

    static func run(_ results: inout Results) async throws {
        let drafts = try makeDrafts(writers * appends)
        let rows = try drafts.map { try $0.leaf(at: BenchClock.now()) }
        var rates: [Double] = []
        var floors: [Double] = []
        for round in 0..<7 {
            // One after the other, so that both sides see the same minute of the machine.
            let floor = try BareLog.rate(of: rows, group: writers)
            let rate = try await rate(of: drafts)
            guard round > 0 else { continue }
            floors.append(floor)
            rates.append(rate)
        }
        let bytes = rows.reduce(0) { $0 + $1.count } / rows.count
        results.add(
            Measurement(
                id,
                unit: "entries/s",
                rates,
                floor: Spread(floors).median,
                goals: [.ratioAtLeast(0.5)],
                note: """
                    \(writers) writers, \(rows.count) signed operations of \(bytes) bytes, each append waits for its commit; \
                    hashing, tree, claims and signed checkpoints included, parsing and signatures' mathematics before; floor = \
                    SQLite's C API, one table, groups of \(writers), the same trigger
                    """
            )
        )
    }

    private static func rate(of drafts: [LogDraft]) async throws -> Double {
        let folder = try TemporaryFolder()
        let log = try await TenantLog(
            storage: try SQLiteLogStorage(path: folder.file("log.sqlite")),
            signer: StatementFixtures().logSigner,
            clock: BenchClock.now
        )
        let start = ContinuousClock.now
        try await withThrowingDiscardingTaskGroup { tasks in
            for writer in 0..<writers {
                tasks.addTask {
                    for number in stride(from: writer, to: drafts.count, by: writers) {
                        _ = try await log.append([drafts[number]])
                    }
                }
            }
        }
        let rate = Double(drafts.count) / Timing.milliseconds(since: start) * 1_000
        guard try await log.size() == UInt64(drafts.count) else { throw HarnessError("the log lacks entries") }
        return rate
    }

    private static func makeDrafts(_ count: Int) throws -> [LogDraft] {
        let fixtures = StatementFixtures()
        var random = SeededRandom()
        let begin = UInt64(fixtures.issued.seconds) * 1_000
        return try (0..<count).map { number in
            // Ids hold their time, so that those of one day stand near one another.
            let id = OperationID.make(atMilliseconds: begin + UInt64(number), random: &random)
            let text = fixtures.operation(id: id).rendered()
            return try LogDraft(
                kind: .operation,
                text: text,
                signatures: [fixtures.technician.sign(text, for: .operation)]
            )
        }
    }
}
