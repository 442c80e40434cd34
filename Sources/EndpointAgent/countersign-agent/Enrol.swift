import AgentHost
import ArgumentParser
import Glibc

struct Enrol: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make this computer a client's, from the file that the provider made for it.",
        discussion: """
            To be run as root: installs the file for the executor, then goes on as the owner of the agent's state folder. \
            A running agent enrols by itself, so this command is for a computer where it does not run yet.
            """
    )

    @OptionGroup var place: AgentPlace

    @Option(help: "The executor's state folder.")
    var executorState = "/var/lib/countersign-executor"

    @Option(help: "The trust root's SHA-256 as the client knows it; anything else is refused.")
    var rootSha256: String?

    @Argument(help: "The enrolment file.")
    var file: String

    func run() async throws {
        try await reporting {
            let status = try LocalInstall.installEnrolment(
                state: executorState,
                file: file,
                rootSHA256: rootSha256
            )
            guard status == 0 else { throw ExitCode(status) }
            try LocalInstall.becomeOwner(of: place.state)
            let isEnglish = AgentLanguage.ofProcess == .english
            let enrolled = try await place.program.enrol { socket in
                let text = isEnglish ? "waiting for the executor at \(socket) …" : "正在等待执行器 \(socket) …"
                let bytes = Array("\(text)\n".utf8)
                _ = write(STDERR_FILENO, bytes, bytes.count)
            }
            if isEnglish {
                print("enrolled:    \(enrolled.device) of \(enrolled.tenant)")
                print("certificate: until \(enrolled.certificateEnds), renewed by itself")
                print("People admit the device next: countersign device admit \(enrolled.device) --name NAME")
            } else {
                print("已注册：\(enrolled.tenant) 的 \(enrolled.device)")
                print("证书有效期至 \(enrolled.certificateEnds)，自动续期")
                print("下一步由人准入设备：countersign device admit \(enrolled.device) --name NAME")
            }
        }
    }
}
