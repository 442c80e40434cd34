import ArgumentParser
import InventoryReport
import Model
import OperatorClient
import TransparencyLog
import Trust

struct TrustCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trust",
        abstract: .spoken("Who may do what, by the client's trust root.", "按客户的信任根，谁可以做什么。"),
        subcommands: [
            TrustShowCommand.self, TrustExplainCommand.self, TrustWhoCanCommand.self, TrustDiffCommand.self,
            TrustPinCommand.self,
        ]
    )
}

struct TrustShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: .spoken("Show the trust root that is pinned.", "显示已固定的信任根。")
    )

    @OptionGroup var options: TenantOptions

    func run() async throws {
        let work = Workplace.start()
        try await work.withTenant(options.tenant, onlyReading: true) { tenant in
            let console = work.console
            if options.json {
                if let version = tenant.currentVersion { console.document(version.root) }
                return
            }
            let root = tenant.root
            console.out(
                Catalogue.pinned(version: root.version, tenant: root.tenant, sha256: tenant.chain.current.sha256)
            )
            console.out("\(console.text(Catalogue.labelValid)): \(root.issued) – \(root.expires)")
            var table = Table(
                [
                    Localized("PERSON", "人员"), Catalogue.name, Localized("ORGANISATION", "组织"),
                    Localized("ROLES", "角色"), Localized("KEYS", "密钥"),
                ].map(console.text)
            )
            for person in root.people {
                table.add([
                    .init(person.id.text), .init(person.name), .init(person.organisation.rawValue),
                    .init(person.roles.map(\.rawValue).joined(separator: ",")),
                    .init(person.keys.map { KeyFingerprint(of: $0.key).text }.joined(separator: " ")),
                ])
            }
            console.out(table)
            for line in Catalogue.authority(RootAuthority(root)) { console.out(line) }
            for reach in TrustExplain.whoCan(tenant.trust, now: work.now) {
                for line in RuleText.lines(reach, in: console.language) { console.out(line) }
            }
        }
    }
}

struct TrustExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: .spoken(
            "Which rule decides about an action on a device, who must sign, who can today.",
            "某设备上的某类操作由哪条规则决定、须由谁签署、今天谁能签署。"
        )
    )

    @OptionGroup var options: TenantOptions

    @Option(help: .spoken("The device.", "设备。", valueName: "name|id"), completion: KnownWords.devices)
    var on: String

    @Option(
        help: .spoken(
            "Kind of action: script, collect, catalog, update or device.",
            "操作类型：script、collect、catalog、update 或 device。"
        ),
        completion: .list(RuleKind.allCases.map(\.rawValue))
    )
    var action = "script"

    func run() async throws {
        let work = Workplace.start()
        guard let kind = RuleKind(rawValue: action) else {
            let all = RuleKind.allCases.map(\.rawValue).joined(separator: ", ")
            throw ClientError.usage(
                Localized("\"\(action)\" is no kind of action", "“\(action)”不是操作类型"),
                hint: Localized("kinds are \(all)", "类型有 \(all)")
            )
        }
        try await work.withTenant(options.tenant, onlyReading: true) { tenant in
            let target = try TargetSelector.one(on, among: await tenant.devices().map(\.target))
            let subject = RuleSubject(kind: kind, profile: kind == .collect ? ProfileName("basic") : nil)
            let answer = TrustExplain.explain(
                subject,
                groups: Set(target.groups),
                trust: tenant.trust,
                now: work.now,
                zones: work.zones
            )
            let lines = RuleText.lines(answer, in: work.console.language)
            if options.json { return work.console.json(lines) }
            for line in lines { work.console.out(line) }
        }
    }
}

struct TrustWhoCanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "who-can",
        abstract: .spoken(
            "For each rule who can meet it today; or the rules open to one person.",
            "每条规则今天可由谁满足；或某人可参与的规则。"
        )
    )

    @OptionGroup var options: TenantOptions

    @Argument(help: .spoken("A person's id.", "人员标识。"))
    var person: String?

    func run() async throws {
        let work = Workplace.start()
        try await work.withTenant(options.tenant, onlyReading: true) { tenant in
            var reaches = TrustExplain.whoCan(tenant.trust, now: work.now)
            if let person {
                guard let id = PersonID(person), tenant.root.people.contains(where: { $0.id == id }) else {
                    throw ClientError.usage(
                        Localized("the root names no person \"\(person)\"", "信任根中没有人员“\(person)”"),
                        hint: Localized("see countersign trust show", "见 countersign trust show")
                    )
                }
                reaches = TrustExplain.rules(open: id, in: reaches)
            }
            let lines = reaches.flatMap { RuleText.lines($0, in: work.console.language) }
            if options.json { return work.console.json(lines) }
            for line in lines { work.console.out(line) }
        }
    }
}

struct TrustDiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: .spoken(
            "What a draft of the next root would change, and who could then change the root.",
            "下一版信任根草案会改变什么，以及此后谁能修改信任根。"
        )
    )

    @OptionGroup var options: TenantOptions

    @Argument(help: .spoken("The draft.", "草案。"), completion: .file(extensions: ["json"]))
    var file: String

    @Flag(help: .spoken("Accept a root that the provider can change without the client.", "接受服务商可在没有客户参与的情况下修改的信任根。"))
    var providerCanActAlone = false

    func run() async throws {
        let work = Workplace.start()
        let text = StatementText(try PlainFile.read(file, limit: TrustRoot.byteLimit))
        let (draft, _) = try RootDraft.readBack(text, zones: work.zones)
        try await work.withTenant(options.tenant ?? draft.tenant.text) { tenant in
            let lines = RootDifference(from: tenant.root, to: draft).lines
            if options.json { return work.console.json(lines) }
            for line in lines { work.console.out(DisplayText.escaped(line)) }
            let authority = RootAuthority(draft)
            for line in Catalogue.authority(authority) { work.console.out(line) }
            guard authority.canAct(alone: .provider), !providerCanActAlone else { return }
            throw ClientError.usage(
                Localized("the provider could change this root without the client", "服务商可在没有客户参与的情况下修改此信任根"),
                hint: Localized("do not sign it, or say --provider-can-act-alone", "请勿签署，或加上 --provider-can-act-alone")
            )
        }
    }
}

struct TrustPinCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pin",
        abstract: .spoken("Pin a client's trust root by the digest that its people gave you.", "按客户人员给您的摘要固定客户的信任根。")
    )

    @OptionGroup var options: TenantOptions

    @Option(name: .customLong("root-sha256"), help: .spoken("SHA-256 of the current root.", "当前信任根的 SHA-256。"))
    var digest: String

    func run() async throws {
        let work = Workplace.start()
        try await work.withTenant(options.tenant, expected: digest) { tenant in
            let held = tenant.chain.current
            if options.json {
                return work.console.json(["tenant": tenant.tenant.text, "rootSha256": held.sha256.hex])
            }
            work.console.out(Catalogue.pinned(version: held.root.version, tenant: tenant.tenant, sha256: held.sha256))
        }
    }
}
