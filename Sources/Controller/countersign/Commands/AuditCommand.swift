import ArgumentParser
import ControllerCore
import ControllerStore
import InventoryReport
import Model
import OperatorClient
import SSHSIG
import TransparencyLog
import Trust

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: .spoken("The client's log.", "客户的日志。"),
        subcommands: [
            AuditListCommand.self, AuditShowCommand.self, AuditProveCommand.self, AuditVerifyCommand.self,
            AuditExportCommand.self,
        ]
    )
}

struct AuditListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: .spoken("List entries of the log, newest last, each proven.", "列出日志条目，最新的在最后，每条均有证明。")
    )

    @OptionGroup var options: TenantOptions

    @Option(help: .spoken("First entry (else the newest).", "第一条的序号（缺省为最新的若干条）。"))
    var from: UInt64?

    @Option(help: .spoken("How many.", "数量。"))
    var count: UInt64 = 40

    @Option(
        help: .spoken("Only entries of this kind.", "只列出此类条目。"),
        completion: .list(EntryKind.allCases.map(\.rawValue))
    )
    var kind: String?

    private struct Line: Encodable {
        let index: UInt64
        let at: String
        let kind: String
        let what: String
        let signers: [String]
        let asserted: Bool
    }

    func run() async throws {
        let work = Workplace.start()
        if let kind, EntryKind(rawValue: kind) == nil {
            let all = EntryKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw ClientError.usage(
                Localized("\"\(kind)\" is no kind of entry", "“\(kind)”不是条目类型"),
                hint: Localized("kinds are \(all)", "类型有 \(all)")
            )
        }
        try await work.withTenant(options.tenant) { tenant in
            let size = try await tenant.latestCheckpoint().checkpoint.size
            let wanted = min(max(1, count), 1_000)
            let start = min(from ?? (size > wanted ? size - wanted : 0), size)
            let entries = try await tenant.leaves(Array(start..<min(size, start + wanted)))
            let lines = entries.sorted { $0.key < $1.key }
                .filter { kind == nil || $0.value.kind.rawValue == kind }
                .map { index, entry in
                    Line(
                        index: index,
                        at: entry.at.text,
                        kind: entry.kind.rawValue,
                        what: EntryText.summary(entry),
                        signers: tenant.people(behind: entry.facts),
                        asserted: entry.kind.namespace == nil
                    )
                }
            if options.json { return work.console.json(lines) }
            var table = Table(
                [Catalogue.index, Catalogue.time, Catalogue.kind, Catalogue.subject, Catalogue.signers]
                    .map(work.console.text)
            )
            for line in lines {
                let signers =
                    line.asserted
                    ? work.console.text(Localized("(asserted)", "（控制器自述）")) : line.signers.joined(separator: ",")
                table.add([
                    .init("\(line.index)"), .init(line.at), .init(line.kind), .init(line.what),
                    .init(signers, tone: line.asserted ? .faint : .plain),
                ])
            }
            work.console.out(table)
        }
    }
}

/// What an entry is about, in a few words.
enum EntryText {
    static func summary(_ entry: Entry) -> String {
        switch entry.statement {
        case .root(let root): "root \(root.version)"
        case .status(let status): "status, \(status.revokedKeys.count) keys revoked"
        case .operation(let operation): "\(operation.id) \(operation.action.kind.rawValue) \(operation.targets.count)"
        case .approval(let approval): approval.operation.text
        case .denial(let denial): denial.operation.text
        case .review(let review): review.operation.text
        case .cancel(let cancel): cancel.operation.text
        case .enrolment(let enrolment): enrolment.device.text
        case .device(let statement):
            statement.devices.map { "\($0.device) \($0.state.rawValue) \($0.name)" }.joined(separator: ", ")
        case .receipt(let receipt): "\(receipt.operation) \(receipt.device) \(receipt.outcome.rawValue)"
        case .inventory(let inventory): "\(inventory.device) \(inventory.seq)"
        case .access(let words):
            [words.event.rawValue, words.person?.text, words.object].compactMap(\.self).joined(separator: " ")
        case .system(let words): [words.event.rawValue, words.object].compactMap(\.self).joined(separator: " ")
        case .install(let words): "\(words.host)"
        case .item(let item): "\(item.item) \(item.version)"
        case .release(let release): "\(release.version)"
        case .note, .login: ""
        }
    }
}

struct AuditShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: .spoken("Show one entry of the log, proven.", "显示一条日志条目并证明。")
    )

    @OptionGroup var options: TenantOptions

    @Argument(help: .spoken("Its index.", "条目序号。"))
    var index: UInt64

    func run() async throws {
        let work = Workplace.start()
        try await work.withTenant(options.tenant, onlyReading: true) { tenant in
            guard let entry = try await tenant.leaves([index])[index] else {
                throw ClientError.leafUnproven(index: index)
            }
            if options.json { return work.console.document(String(decoding: entry.leaf, as: UTF8.self)) }
            let console = work.console
            console.out("\(console.text(Catalogue.index)) \(index)  \(entry.at)  \(entry.kind.rawValue)")
            console.out(
                "\(console.text(Catalogue.labelSigners)): \(tenant.people(behind: entry.facts).joined(separator: ", "))"
            )
            for fact in entry.facts { console.out("  \(KeyFingerprint(of: fact.key))") }
            console.out("SHA-256 \(entry.statementText.sha256)")
            console.out(DisplayText.escaped(entry.statementText.string, limit: 65_536))
        }
    }
}

struct AuditProveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove",
        abstract: .spoken(
            "Write an entry and its proof as files that anybody can check offline (c2sp.org/tlog-proof).",
            "把条目及其证明写成任何人都可离线校验的文件（c2sp.org/tlog-proof）。"
        )
    )

    @OptionGroup var options: TenantOptions

    @Argument(help: .spoken("Its index.", "条目序号。"))
    var index: UInt64

    @Option(
        help: .spoken("Where to write: OUT.leaf and OUT.tlog-proof.", "写入位置：OUT.leaf 和 OUT.tlog-proof。"),
        completion: .file()
    )
    var out: String

    func run() async throws {
        let work = Workplace.start()
        try await work.withTenant(options.tenant, onlyReading: true) { tenant in
            guard let entry = try await tenant.leaves([index])[index] else {
                throw ClientError.leafUnproven(index: index)
            }
            let proof = try await tenant.proofFile(index)
            try PlainFile.write(entry.leaf, to: "\(out).leaf", mode: 0o644)
            try PlainFile.write(Array(proof.text.utf8), to: "\(out).tlog-proof", mode: 0o644)
            work.console.out(Catalogue.written("\(out).leaf, \(out).tlog-proof"))
            work.console.note("\(tenant.root.log.key.text)")
        }
    }
}

struct AuditVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: .spoken(
            "Check a whole log offline: leaves, signatures, tree, checkpoints, rules of every run.",
            "离线校验整个日志：叶子、签名、树、检查点、每次执行所依据的规则。"
        ),
        discussion: .spoken(
            "Exits 0 if the log is sound, 1 with findings, 2 if it can't be read. Needs no sign-in.",
            "日志完好时退出码为 0，有发现时为 1，无法读取时为 2。无须登录。"
        )
    )

    @Argument(help: .spoken("The log: an SQLite file.", "日志：一个 SQLite 文件。"), completion: .file(extensions: ["sqlite"]))
    var file: String

    @Option(
        help: .spoken("A root of this log that you trust, any version.", "您信任的此日志的信任根，任一版本。"),
        completion: .file(extensions: ["json"])
    )
    var root: String

    @Flag(help: .spoken("Print JSON.", "输出 JSON。"))
    var json = false

    func run() async throws {
        let console = Console.standard()
        let pinned = try PlainFile.read(root, limit: TrustRoot.byteLimit)
        var verifier: AuditVerifier
        do throws(Refusal) {
            verifier = try AuditVerifier(root: pinned, zones: TimeZoneFolder.system)
        } catch {
            throw ClientError.unreadable(path: root, cause: "it is no trust root: \(error.description)")
        }
        let report = try await console.during(Localized("checking the log", "正在校验日志")) { progress in
            do {
                let log = try LogFile(path: file)
                let size = try log.size()
                do {
                    try log.forEachLeaf { index, leaf in
                        verifier.append(leaf)
                        progress.advance(to: index, of: size)
                    }
                } catch LogError.damaged(_, let finding) {
                    verifier.gap(finding)
                }
                try log.forEachCosignedCheckpoint { checkpoint, lines in
                    verifier.checkpoint(size: checkpoint.size, note: checkpoint.note, cosignatures: lines)
                }
                for note in try log.evidence() { verifier.evidence(note) }
            } catch LogError.cannotOpen(_, let cause) {
                throw ClientError.unreadable(path: file, cause: cause)
            } catch let error as LogError {
                throw ClientError.unreadable(path: file, cause: "\(error)")
            }
            return verifier.finish()
        }
        if json {
            console.json(report)
        } else {
            for line in report.lines(console.language == .chinese ? .chinese : .english) { console.out(line) }
        }
        guard report.isSound else { throw ExitStatus.shortfall }
    }
}

struct AuditExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: .spoken("Fetch the client's whole log as one SQLite file.", "以一个 SQLite 文件取回客户的整个日志。")
    )

    @OptionGroup var options: TenantOptions

    @Option(help: .spoken("Where to write it.", "写入位置。"), completion: .file())
    var out: String

    func run() async throws {
        let work = Workplace.start()
        guard !PlainFile.exists(out) else {
            throw ClientError.unwritable(path: out, cause: "it exists; remove it or name another with --out")
        }
        try await work.withTenant(options.tenant, onlyReading: true) { tenant in
            try await work.console.during(Localized("fetching the log", "正在取回日志")) { progress in
                try await tenant.export(to: out) { progress.advance(to: $0 >> 10) }
            }
            if options.json { return work.console.json(["file": out]) }
            work.console.out(Catalogue.written(out))
            work.console.note(
                Localized(
                    "check it: countersign audit verify \(out) --root ROOT.json",
                    "校验：countersign audit verify \(out) --root ROOT.json"
                )
            )
        }
    }
}
