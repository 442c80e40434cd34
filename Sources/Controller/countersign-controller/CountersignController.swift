import ArgumentParser
import ControllerServer

/// The server's program: makes a data folder, begins it with the owners' signed root, serves agents and people.
@main
struct CountersignController: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "countersign-controller",
        abstract: "The controller: keeps the clients' logs, delivers signed orders, believes nothing.",
        discussion: """
            Exit codes: 0 done; 1 failed, the message says what to do; 2 refused (folder in use, root or signature not \
            accepted, not begun yet); 64 wrong usage.
            """,
        version: ControllerVersion.text,
        subcommands: [InitCommand.self, BeginCommand.self, ServeCommand.self, RebuildCommand.self]
    )
}
