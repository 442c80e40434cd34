import AgentHost
import ArgumentParser
import Glibc

struct InventoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inventory",
        abstract: "Show what this computer reports of itself.",
        discussion: """
            Prints what a first full report would hold. Run it as root: the few serial numbers that only root may read reach \
            the agent through the executor, and everything else is then collected as the owner of the agent's state folder.
            """
    )

    @Flag(help: "Print exactly what would be sent, byte for byte.")
    var show = false

    @Option(help: "The agent's state folder; its owner is the user who collects.")
    var state = "/var/lib/countersign-agent"

    @Option(help: "The folder that stands for /.")
    var root = "/"

    func validate() throws {
        guard show else { throw ValidationError("nothing to do; say --show") }
    }

    func run() async throws {
        try await reporting {
            if AgentProgram.showsLess {
                let text =
                    AgentLanguage.ofProcess == .english
                    ? "note: not root, so serial numbers that only root may read are not shown; they are sent\n"
                    : "注意：当前不是 root，未显示只有 root 可读的序列号；实际会发送这些内容\n"
                let bytes = Array(text.utf8)
                _ = write(STDERR_FILENO, bytes, bytes.count)
            }
            let program = AgentProgram(state: state, socket: "", executorUID: 0)
            writeOut(try program.inventory(root: root) + [0x0A])
        }
    }
}
