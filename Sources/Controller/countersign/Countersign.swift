import ArgumentParser
import Glibc
import OperatorClient

/// The people's command line.
@main
struct Countersign: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "countersign",
        abstract: .spoken("Signs orders for clients' computers and verifies what came of them.", "为客户的计算机签署操作，并校验其结果。"),
        discussion: .spoken(
            """
            Every order is signed by ssh-keygen with a key that stays with you; every receipt is \
            verified here before a success is shown.

            EXIT CODES
            \(exitCodes)

            ENVIRONMENT
              COUNTERSIGN_HOME  folder of profile, session, roots
                                (else ~/.config/countersign)
              COUNTERSIGN_LANG  en or zh (else LC_ALL, LC_MESSAGES, LANG)
              NO_COLOR          no colours
            """,
            """
            每次操作都由 ssh-keygen 用您自己保管的密钥签署；每份回执都在本机校验之后才显示为成功。

            退出码
            \(exitCodes)

            环境变量
              COUNTERSIGN_HOME  配置、会话、信任根所在文件夹
                                （缺省 ~/.config/countersign）
              COUNTERSIGN_LANG  en 或 zh（缺省按 LC_ALL、LC_MESSAGES、LANG）
              NO_COLOR          不使用颜色
            """
        ),
        version: ClientVersion.text,
        subcommands: [
            LoginCommand.self, LogoutCommand.self, TenantCommand.self, TrustCommand.self, EnrolFileCommand.self,
            DeviceCommand.self, RunCommand.self, OperationCommand.self, ApproveCommand.self, DenyCommand.self,
            CancelCommand.self, InboxCommand.self, InventoryCommand.self, AuditCommand.self,
            DoctorCommand.self, CompletionsCommand.self,
        ]
    )

    private static var exitCodes: String {
        ExitStatus.allCases.map { "  \($0.rawValue)  \($0.meaning.text(in: Spoken.language))" }.joined(separator: "\n")
    }

    static func main() async {
        let console = Console.standard()
        do {
            let arguments = Array(CommandLine.arguments.dropFirst())
            // A shell that asks for completions passes words that are not finished.
            let isAsked = arguments.first == "---completion"
            var command = try parseAsRoot(isAsked ? arguments : Arguments.normalised(arguments))
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
            guard exitCode(for: error) == .success else {
                console.notePage(ParserText.error(text, in: console.language))
                // The parser names the next step for its own errors; one that nobody foresaw has none.
                if exitCode(for: error) != .validationFailure { console.note(Catalogue.unforeseen) }
                Glibc.exit(ExitStatus.usage.rawValue)
            }
            // A dump or a script for a shell is for programs and stays as it is.
            console.document(text.hasPrefix("OVERVIEW: ") ? ParserText.help(text, in: console.language) : text)
            Glibc.exit(0)
        }
    }
}

extension ExitStatus: Error {}
