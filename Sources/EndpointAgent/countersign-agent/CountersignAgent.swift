import AgentHost
import ArgumentParser

/// The endpoint's half that speaks to the network: it holds no privilege, relays, and reports the inventory.
struct CountersignAgent: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "countersign-agent",
        abstract: "Connects this computer to its controller; what runs here is decided by the executor alone.",
        discussion: """
            The agent speaks to the executor on this computer and to the controllers that the client's trust root names. \
            It has no privilege and needs none.

            Exit status: 0 done, 1 a file or folder is not as it must be, 3 the controller refuses, 4 executor or \
            controller cannot be reached, 64 wrong usage.
            """,
        version: AgentVersion.text,
        subcommands: [Run.self, Enrol.self, InventoryCommand.self]
    )
}

/// The process.
@main
enum Main {
    static func main() async {
        // While this is the only thread: the next one that allocates would bring an arena with it.
        AgentProgram.prepareMemory()
        await CountersignAgent.main()
    }
}
