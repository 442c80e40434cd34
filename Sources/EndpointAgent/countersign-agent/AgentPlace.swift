import AgentHost
import ArgumentParser

/// Where the agent and its executor are; the same for every command that talks to it.
struct AgentPlace: ParsableArguments {
    @Option(help: "The agent's state folder (0700); made if it is not there.")
    var state = "/var/lib/countersign-agent"

    @Option(help: "The executor's socket.")
    var socket = "/run/countersign/executor.sock"

    @Option(help: "The only user id that is believed to be the executor.")
    var executorUid: UInt32 = 0

    var program: AgentProgram {
        AgentProgram(state: state, socket: socket, executorUID: executorUid)
    }
}
