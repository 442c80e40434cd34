import ArgumentParser
import ControllerServer
import Model
import TransparencyLog
import Trust

/// `countersign-controller begin`.
struct BeginCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "begin",
        abstract: "Take the provider's signed trust root and begin the provider's log with it."
    )

    @Option(help: "The folder that init made.")
    var data: String

    @Option(help: "The root, byte for byte as it was signed.")
    var root: String

    @Option(help: "An owner's signature in root@countersign; as many as the root's threshold asks for.")
    var signature: [String]

    func run() async throws {
        try await Failure.run {
            let folder = try DataFolder(opening: data)
            let lock = try folder.lock()
            defer { withExtendedLifetime(lock) {} }
            let text = StatementText(try NamedFile.bytes(root))
            try await Beginning.begin(
                folder,
                root: text,
                signatures: try signature.map { try NamedFile.text($0) },
                zones: TimeZoneFolder.system,
                now: { WallClock.now() }
            )
            print("begun with root 1 of _provider, SHA-256 \(text.sha256.hex)")
            print("next: countersign-controller serve --data \(data)")
        }
    }
}
