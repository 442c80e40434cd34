import ControllerCore
import ControllerStore
import Harness
import Trust

/// What `countersign audit verify` does with a long log.
enum AuditBenchmark {
    static let total = "audit.verify.total"
    static let ids = [total]

    static func run(_ ids: [String], folder: String, _ results: inout Results) async throws {
        let log = try await LongLog(entries: 100_000, folder: folder)
        var samples: [Double] = []
        for _ in 0..<5 {
            let start = ContinuousClock.now
            var verifier = try AuditVerifier(root: log.rootText, zones: TimeZoneFolder.system)
            let file = try LogFile(path: log.path)
            try file.forEachLeaf { _, leaf in verifier.append(leaf) }
            try file.forEachCheckpoint { verifier.checkpoint(size: $0.size, note: $0.note) }
            let report = verifier.finish()
            samples.append(Timing.milliseconds(since: start) / 1_000)
            guard report.isSound else { throw HarnessError("\(report.lines(.english).prefix(5))") }
        }
        results.add(Measurement(total, unit: "s", samples, note: "all of it, signatures on all cores"))
    }
}
