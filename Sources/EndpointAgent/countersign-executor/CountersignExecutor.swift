import ArgumentParser
import ExecutorHost

/// The privileged half of an endpoint: it has no network, checks every order itself, and runs what people have signed.
@main
struct CountersignExecutor: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "countersign-executor",
        abstract: "Runs signed operations on this computer, and only those that it could prove.",
        discussion: """
            The executor answers the agent on a Unix socket and speaks to no network. It keeps its state in one folder that \
            belongs to root alone.

            Exit status: 0 done, 1 a file or folder is not as it must be, 64 wrong usage.
            """,
        version: ExecutorVersion.text,
        subcommands: [Serve.self, InstallEnrolment.self, Identity.self, Reset.self]
    )
}

struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Serve the agent until told to stop.")

    @Option(help: "The executor's state folder (0700).")
    var state: String

    @Option(help: "Where the agent connects; with systemd activation the passed socket is used instead.")
    var socket: String

    @Option(help: "The only user id that is served.")
    var agentUid: UInt32

    func run() throws {
        let program = ExecutorProgram(state: state)
        try reporting {
            try program.serve(socket: socket, agent: agentUid) {
                print("ready", terminator: "\n"); flush()
            }
        }
    }
}

struct InstallEnrolment: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install-enrolment",
        abstract: "Make this computer a client's, from the file that the provider made for it.",
        discussion:
            "Compare the printed SHA-256 of the trust root with the client's paper, or give it with --root-sha256."
    )

    @Option(help: "The executor's state folder; made if it is not there.")
    var state: String

    @Option(help: "The trust root's SHA-256 as the client knows it; anything else is refused.")
    var rootSha256: String?

    @Argument(help: "The enrolment file.")
    var file: String

    func run() throws {
        let installed = try reporting {
            try ExecutorProgram(state: state).installEnrolment(file: file, expecting: rootSha256)
        }
        print("client:      \(installed.tenant)")
        print("trust root:  version \(installed.rootVersion), SHA-256 \(installed.rootSHA256)")
        print("device:      \(installed.device)")
        if rootSha256 == nil { print("Compare the SHA-256 with the client's paper before you go on.") }
    }
}

struct Identity: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print this computer's device id.")

    @Option(help: "The executor's state folder.")
    var state: String

    func run() throws {
        print(try reporting { try ExecutorProgram(state: state).identity() })
    }
}

struct Reset: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Leave the client: archive ledger and spool, so that the computer can be enrolled again with new keys."
    )

    @Option(help: "The executor's state folder.")
    var state: String

    func run() throws {
        print("archived to \(try reporting { try ExecutorProgram(state: state).reset() })")
    }
}

/// Prints a fault as people read it, and ends with 1.
private func reporting<Value>(_ body: () throws -> Value) throws -> Value {
    do {
        return try body()
    } catch {
        ExecutorProgram.complain("\(error)")
        throw ExitCode(1)
    }
}

private func flush() {
    ExecutorProgram.flushOutput()
}
