import AgentHost
import ArgumentParser

struct InventoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inventory",
        abstract: "Show what this computer reports of itself."
    )

    @Flag(help: "Print exactly what would be sent, byte for byte.")
    var show = false

    @Option(help: "The folder that stands for /.")
    var root = "/"

    func validate() throws {
        guard show else { throw ValidationError("nothing to do; say --show") }
    }

    func run() async throws {
        try await reporting {
            writeOut(try AgentProgram.inventory(root: root) + [0x0A])
        }
    }
}
