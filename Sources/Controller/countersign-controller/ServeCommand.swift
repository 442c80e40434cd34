import ArgumentParser
import ControllerServer
import Foundation
import Logging
import Trust

/// `countersign-controller serve`.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve agents and people until SIGTERM.",
        discussion: """
            Prints one line on standard output once both ports accept connections: \
            ready agents=ADDRESS:PORT people=ADDRESS:PORT. Messages go to standard error.
            """
    )

    @Option(help: "The folder that init made and begin began.")
    var data: String

    func run() async throws {
        IdleMemory.prepare()
        try await Failure.run {
            LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
            var logger = Logger(label: "countersign-controller")
            logger.logLevel = .notice
            let folder = try DataFolder(opening: data)
            let controller = try await Controller(
                folder: folder,
                zones: TimeZoneFolder.system,
                logger: logger,
                clock: { WallClock.now() }
            )
            let address = controller.configuration.listen
            try await ControllerServices(controller: controller, logger: logger).run { ports in
                let line = "ready agents=\(address):\(ports.agents) people=\(address):\(ports.people)\n"
                // Not print: to a pipe it would wait in a buffer.
                FileHandle.standardOutput.write(Data(line.utf8))
            }
        }
    }
}
