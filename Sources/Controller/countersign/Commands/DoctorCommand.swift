import ArgumentParser
import InventoryReport
import OperatorClient

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: .spoken(
            "Find out why something does not work: files, key, network, certificate, clock, session, trust root.",
            "查明故障原因：文件、密钥、网络、证书、时钟、会话、信任根。"
        ),
        discussion: .spoken(
            "Exits 0 if all is well, 1 if something is wrong; each finding names the next step.",
            "一切正常时退出码为 0，有异常时为 1；每项异常都给出下一步。"
        )
    )

    @Flag(help: .spoken("Print JSON.", "输出 JSON。"))
    var json = false

    private struct View: Encodable {
        let check: String
        let state: String
        let what: String
        let next: String?
    }

    func run() async throws {
        let work = Workplace.start()
        let console = work.console
        let probe = DoctorProbe(home: work.home, environment: work.environment, zones: work.zones)
        let facts = await console.during(Localized("asking the controller", "正在询问控制器")) { _ in
            await probe.look(now: work.now)
        }
        let lines = Doctor.judge(facts)
        let isWell = !lines.contains { $0.state == .wrong }
        if json {
            console.json(
                lines.map {
                    View(
                        check: $0.check.rawValue,
                        state: $0.state.rawValue,
                        what: console.text($0.what),
                        next: $0.next.map(console.text)
                    )
                }
            )
        } else {
            show(lines, console)
            let wrong = lines.count { $0.state == .wrong }
            console.out(isWell ? Localized("all is well", "一切正常") : ClientError.findings(wrong).message)
        }
        guard isWell else { throw ExitStatus.shortfall }
    }

    private func show(_ lines: [DoctorLine], _ console: Console) {
        var table = Table(columns: 3)
        for line in lines {
            table.add([
                .init(console.text(line.state.word), tone: line.state.tone),
                .init(console.text(line.check.name)),
                .init(console.text(line.what), limit: 1_024),
            ])
            guard let next = line.next else { continue }
            table.add(["", .init(console.text(Catalogue.hint)), .init(console.text(next), limit: 1_024)])
        }
        console.out(table)
    }
}

extension DoctorLine.State {
    fileprivate var word: Localized {
        switch self {
        case .good: Localized("ok", "正常")
        case .wrong: Localized("WRONG", "异常")
        case .skipped: Localized("-", "-")
        }
    }

    fileprivate var tone: Table.Tone {
        switch self {
        case .good: .good
        case .wrong: .bad
        case .skipped: .faint
        }
    }
}
