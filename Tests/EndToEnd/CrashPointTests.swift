import FaultPoints
import Foundation
import Testing

/// No durable step without a point, and no point without a test.
@Suite struct CrashPointTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private static func swiftFiles(_ folder: String) throws -> [(path: String, lines: [String])] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: root.appendingPathComponent(folder).path)
        return try names.filter { $0.hasSuffix(".swift") }.map { name in
            let path = "\(folder)/\(name)"
            let text = try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
            return (path, text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
        }
    }

    /// Where a file or a transaction is made durable, and the reason where that is no step of its own.
    private static let parts: [String: String] = [
        "DurableFile.swift:        guard fsync(descriptor) == 0": "the flush within publish and erase",
        "PrivateFile.swift:        guard fsync(descriptor) == 0": "the folder's flush within create and makeFolder",
        "StateFolder.swift:        guard fsync(descriptor) == 0": "the folder's flush within write and remove",
        "ExecutorProgram.swift:            guard rename(": "reset: a file that is left is moved by the next reset",
        "ExecutorProgram.swift:        guard fsync(descriptor": "the folders' flush within reset",
        "SQLiteLogStorage.swift:            return try await pool.write":
            "the log's commits, whose callers name the step",
        "LogCommitter.swift:        let first": "a read",
    ]

    @Test func `every place that makes something durable has a point`() throws {
        let marks = [
            "fsync(", " rename(", "pool.write {", "pool.write(", "try db.transaction {", "connection.transaction {",
            "storage.write {", "connection.checkpoint()",
        ]
        let points = [".reach(", ".fails()", ".landed()", "commit.landed("]
        var found = 0
        let folders =
            ["Sources/EndpointAgent"] + ["Core", "Store", "Server"].map { "Sources/Controller/Controller\($0)" }
        for (path, lines) in try folders.flatMap(Self.swiftFiles) {
            for (number, line) in lines.enumerated() where marks.contains(where: line.contains) {
                let word = line.drop { $0 == " " }
                guard !word.hasPrefix("//"), !word.hasPrefix("case ") else { continue }
                found += 1
                if Self.parts.keys.contains(where: { part in
                    let halves = part.split(separator: ":", maxSplits: 1)
                    return path.hasSuffix(halves[0]) && line.hasPrefix(halves[1])
                }) {
                    continue
                }
                let near = lines[max(0, number - 12)..<min(lines.count, number + 22)]
                #expect(
                    near.contains { line in points.contains(where: line.contains) },
                    "\(path):\(number + 1) makes something durable without a point: \(word)"
                )
            }
        }
        #expect(found >= 15)
    }

    /// Steps that no run of the honest programs comes to, and why.
    private static let elsewhere: [String: String] = [
        "rootAccepted": "root updates are not submitted yet; crashed in ExecutorCrashTests",
        "forkLatched": "takes a forked log; crashed in ExecutorCrashTests",
        "status": "statuses are not submitted yet; crashed in ExecutorCrashTests",
        "review": "reviews are not submitted yet; crashed in ExecutorCrashTests",
        "logStatus": "not submitted yet", "logReview": "not submitted yet", "logPublish": "not submitted yet",
        "logRelease": "not submitted yet", "logNote": "not submitted yet", "logInstall": "nobody writes it yet",
        "logEvidence": "takes a forked log", "logCosignature": "there is no witness yet",
        "blobErased": "takes blobs that no receipt names",
    ]

    @Test func `every point is used by the programs and met by a crash test`() throws {
        let tests = try Self.swiftFiles("Tests/EndToEnd").filter {
            $0.path.contains("Crash") && !$0.path.hasSuffix("CrashPointTests.swift")
        }.flatMap(\.lines)
        let sources = try ["Sources/EndpointAgent", "Sources/Controller"].flatMap(Self.swiftFiles).flatMap(\.lines)
        let names =
            ExecutorStep.allCases.map { "\($0)" } + AgentStep.allCases.map { "\($0)" }
            + ControllerStep.allCases.map { "\($0)" }
        for name in names {
            let word = try Regex("\\.\(name)(?![A-Za-z])")
            let isKind = ControllerStep.allCases.contains {
                "\($0)" == name && $0.rawValue.hasPrefix("controller.log-")
            }
            if !isKind {
                #expect(sources.contains { $0.contains(word) }, "\(name) is in no source")
            }
            if Self.elsewhere[name] == nil {
                #expect(tests.contains { $0.contains(word) }, "\(name) is in no crash test")
            }
        }
    }
}
