import ArgumentParser
import ControllerCore
import OperatorClient

struct EnrolFileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enrol-file",
        abstract: .spoken("Make the file that lets devices enrol; it admits none of them.", "生成供设备登记用的文件；它不会准入任何设备。")
    )

    @OptionGroup var options: TenantOptions

    @Option(help: .spoken("How many devices may use it, 1 to 1000.", "可供多少台设备使用，1 至 1000。"))
    var uses = 1

    @Option(help: .spoken("How long it is good for: 30m, 24h, 7d.", "有效时长：30m、24h、7d。"))
    var valid = "24h"

    @Option(help: .spoken("Where to write it.", "写入位置。"), completion: .file())
    var out: String

    func run() async throws {
        let work = Workplace.start()
        guard let seconds = TextValues.seconds(valid) else {
            throw ClientError.usage(
                Localized("\"\(valid)\" is no duration", "“\(valid)”不是时长"),
                hint: Localized("write it as 30m, 24h or 7d", "写法：30m、24h 或 7d")
            )
        }
        guard !PlainFile.exists(out) else {
            throw ClientError.unwritable(path: out, cause: "it exists; remove it or name another with --out")
        }
        let answer = try await work.withTenant(options.tenant) { tenant in
            try await tenant.enrolmentFile(EnrolmentFileRequest(uses: uses, validSeconds: seconds))
        }
        try PlainFile.write(Array(answer.file.utf8), to: out)
        if options.json {
            return work.console.json(["file": out, "expires": answer.expires, "rootSha256": answer.rootSha256])
        }
        work.console.out(
            Catalogue.enrolmentWritten(out, uses: uses, expires: answer.expires, root: answer.rootSha256)
        )
        work.console.out(Catalogue.enrolNext(out))
    }
}
