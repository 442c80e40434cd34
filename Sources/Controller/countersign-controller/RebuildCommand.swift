import ArgumentParser
import ControllerServer

/// `countersign-controller rebuild`.
struct RebuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild",
        abstract: "Make the projection (fleet.sqlite) again from the logs; refused while the controller runs."
    )

    @Option(help: "The controller's data folder.")
    var data: String

    func run() async throws {
        try await Failure.run {
            let folder = try DataFolder(opening: data)
            let counts = try await ProjectionRebuild.run(folder, clock: { WallClock.now() })
            for count in counts { print("\(count.tenant)\t\(count.entries) entries") }
            print("rebuilt \(folder.fleet) from \(counts.count) logs")
        }
    }
}
