import Foundation
import Harness
import OperatorClient

/// Measures this build on this machine; `make bench` starts it beside the products of a release build.
///
/// Nothing here passes or fails: a table for people, `.bench/results.json` for programs.
@main
enum Benchmarks {
    static func main() async {
        do {
            try await run(Array(CommandLine.arguments.dropFirst()))
        } catch {
            print("error: \(error)")
            exit(1)
        }
    }

    private static func run(_ arguments: [String]) async throws {
        let known = groups.flatMap(\.ids)
        let wanted = arguments.isEmpty ? known : arguments
        guard wanted.allSatisfy({ name in known.contains { Self.matches($0, name) } }) else {
            throw HarnessError("there is \(known.joined(separator: ", "))")
        }
        // Files of the measurements belong on a disk: /tmp may be memory, where a sync costs nothing.
        setenv("TMPDIR", "/var/tmp", 1)
        let folder = "\(FileManager.default.currentDirectoryPath)/.bench"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // Pages of just-written programs would count as their processes' own.
        sync()
        var results = Results()
        for group in groups {
            let ids = group.ids.filter { id in wanted.contains { matches(id, $0) } }
            guard !ids.isEmpty else { continue }
            try await group.run(ids, folder, &results)
            try results.write(to: "\(folder)/results.json")
        }
        print("written: \(folder)/results.json")
    }

    /// Whether a name on the command line means a measurement: itself, or what it begins with.
    private static func matches(_ id: String, _ name: String) -> Bool {
        id == name || id.hasPrefix("\(name).")
    }

    private struct Group {
        let ids: [String]
        let run: (_ ids: [String], _ folder: String, _ results: inout Results) async throws -> Void
    }

    private static var groups: [Group] {
        [
            Group(ids: [InventoryBenchmark.id]) { _, _, results in try InventoryBenchmark.run(&results) },
            Group(ids: [LogBenchmark.id]) { _, _, results in try await LogBenchmark.run(&results) },
            Group(ids: AuditBenchmark.ids) { ids, folder, results in
                try await AuditBenchmark.run(ids, folder: folder, &results)
            },
            Group(ids: ControllerBenchmarks.ids) { ids, _, results in try await ControllerBenchmarks.run(ids, &results)
            },
            Group(
                ids: [OperationBenchmarks.single, OperationBenchmarks.cold] + IdleBenchmarks.ids + [
                    OperationBenchmarks.fanout
                ]
            ) {
                ids,
                _,
                results in
                let client = try RunningClient()
                let operations = OperationBenchmarks(client: client)
                if ids.contains(OperationBenchmarks.single) { try await operations.runSingle(&results) }
                if ids.contains(OperationBenchmarks.cold) { try await operations.runCold(&results) }
                if ids.contains(where: IdleBenchmarks.ids.contains) {
                    try await IdleBenchmarks.run(ids, client, &results)
                }
                if ids.contains(OperationBenchmarks.fanout) { try await operations.runFanout(&results) }
                await client.api.close()
            },
        ]
    }
}
