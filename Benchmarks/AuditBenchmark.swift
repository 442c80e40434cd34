import ControllerCore
import ControllerStore
import Crypto
import Foundation
import Harness
import TransparencyLog
import Trust

/// What `countersign audit verify` does with a long log, in its parts.
enum AuditBenchmark {
    /// Hashes and proofs, which the goal is about.
    static let proofs = "audit.verify.100k"
    static let rules = "audit.verify.rules"
    static let signatures = "audit.verify.signatures"
    static let ids = [proofs, rules, signatures]

    private static let entries = 100_000
    private static let rounds = 5
    private static let batch = 1_024

    /// Seconds of one audit, by part.
    private struct Times {
        var proofs = 0.0
        var rules = 0.0
        var signatures = 0.0
    }

    static func run(_ ids: [String], folder: String, _ results: inout Results) async throws {
        let log = try await LongLog(entries: entries, folder: folder)
        let file = try LogFile(path: log.path)
        var leaves: [[UInt8]] = []
        var checkpoints: [StoredCheckpoint] = []
        let reading = try Timing.milliseconds {
            try file.forEachLeaf { _, leaf in leaves.append(leaf) }
            try file.forEachCheckpoint { checkpoints.append($0) }
        }
        let bytes = leaves.reduce(0) { $0 + $1.count }
        var times: [Times] = []
        for _ in 0..<rounds {
            var time = Times()
            time.proofs = try prove(leaves, checkpoints)
            try judge(leaves, checkpoints, root: log.rootText, &time)
            times.append(time)
        }
        let note = """
            \(leaves.count) entries of \(bytes / leaves.count) bytes on average, \(checkpoints.count) checkpoints, the leaves in \
            memory (reading them from the file took \(Number.text(reading / 1_000)) s)
            """
        let all = [
            Measurement(
                proofs,
                unit: "s",
                times.map(\.proofs),
                floor: try hashing(leaves),
                goals: [.atMost(0.3)],
                note: """
                    leaf hashes, tree, and the root of every checkpoint; \(note); floor = SHA-256 over the same bytes in one \
                    piece, shared by all cores
                    """
            ),
            Measurement(
                rules,
                unit: "s",
                times.map(\.rules),
                note:
                    "leaves, statements and signatures parsed on all cores, then every rule, chain and fold in order; \(note)"
            ),
            Measurement(
                signatures,
                unit: "s",
                times.map(\.signatures),
                note: "entries' signatures, receipts' and the log's checkpoints, on all cores; \(note)"
            ),
        ]
        for measurement in all where ids.contains(measurement.id) { results.add(measurement) }
    }

    private static func prove(_ leaves: [[UInt8]], _ checkpoints: [StoredCheckpoint]) throws -> Double {
        let claimed = try checkpoints.map { try Checkpoint(text: SignedNote($0.note).text) }
        return try seconds {
            var tree = MerkleTree()
            for hash in LeafPhases.hashes(leaves) { tree.append(leafHash: hash) }
            for checkpoint in claimed where try tree.root(size: checkpoint.size) != checkpoint.root {
                throw HarnessError("the checkpoint of size \(checkpoint.size) has another root")
            }
        }
    }

    private static func judge(
        _ leaves: [[UInt8]],
        _ checkpoints: [StoredCheckpoint],
        root: [UInt8],
        _ time: inout Times
    ) throws {
        var verifier = try AuditVerifier(root: root, zones: TimeZoneFolder.system)
        let zones = TimeZoneFolder.system
        for start in stride(from: 0, to: leaves.count, by: batch) {
            let part = Array(leaves[start..<min(start + batch, leaves.count)])
            var read: [LeafPhases.Read] = []
            var verified: [LeafPhases.Verified] = []
            time.rules += seconds { read = LeafPhases.read(part, zones: zones) }
            time.signatures += seconds {
                verified = LeafPhases.verify(read)
                verifier.prepareNotes(of: verified)
            }
            let hashes = LeafPhases.hashes(part)
            time.rules += seconds { verifier.take(verified, hashes: hashes) }
        }
        time.signatures += seconds {
            for checkpoint in checkpoints { verifier.checkpoint(size: checkpoint.size, note: checkpoint.note) }
        }
        var report: AuditReport?
        // What is left are the last checkpoints' signatures and what is open at the end.
        time.signatures += seconds { report = verifier.finish() }
        guard let report, report.isSound else {
            throw HarnessError("the log is not sound: \(report?.lines(.english).prefix(4) ?? [])")
        }
    }

    private static func hashing(_ leaves: [[UInt8]]) throws -> Double {
        let time = seconds {
            var hash = SHA256()
            for leaf in leaves { leaf.withUnsafeBytes { hash.update(bufferPointer: $0) } }
            _ = hash.finalize()
        }
        return time / Double(ProcessInfo.processInfo.activeProcessorCount)
    }

    private static func seconds(_ work: () throws -> Void) rethrows -> Double {
        try Timing.milliseconds(work) / 1_000
    }
}
