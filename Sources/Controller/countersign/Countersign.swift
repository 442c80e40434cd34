import ArgumentParser
import Glibc
import OperatorClient

/// The people's command line.
@main
struct Countersign: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "countersign",
        abstract: "Signs orders for clients' computers and verifies what came of them.",
        discussion: """
            Every order is signed by ssh-keygen with a key that stays with you; every receipt is verified here before a
            success is shown.

            EXIT CODES
            \(ExitStatus.allCases.map { "  \($0.rawValue)  \($0.meaning.english)" }.joined(separator: "\n"))

            ENVIRONMENT
              COUNTERSIGN_HOME  folder of profile, session and pinned roots (else ~/.config/countersign)
              COUNTERSIGN_LANG  en or zh (else LC_ALL, LANG)
              NO_COLOR          no colours
            """,
        version: ClientVersion.text,
        subcommands: [
            LoginCommand.self, LogoutCommand.self, TenantCommand.self, TrustCommand.self, EnrolFileCommand.self,
            DeviceCommand.self, RunCommand.self, OperationCommand.self, ApproveCommand.self, DenyCommand.self,
            CancelCommand.self, InboxCommand.self, InventoryCommand.self, AuditCommand.self,
        ]
    )

    static func main() async {
        let console = Console.standard()
        do {
            var command = try parseAsRoot(Arguments.normalised(Array(CommandLine.arguments.dropFirst())))
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let error as ClientError {
            console.show(error)
            Glibc.exit(error.status.rawValue)
        } catch let status as ExitStatus {
            Glibc.exit(status.rawValue)
        } catch {
            let text = fullMessage(for: error)
            let isHelp = exitCode(for: error) == .success
            if isHelp { console.out(text) } else { console.complain(text) }
            Glibc.exit(isHelp ? 0 : ExitStatus.usage.rawValue)
        }
    }
}

extension ExitStatus: Error {}
