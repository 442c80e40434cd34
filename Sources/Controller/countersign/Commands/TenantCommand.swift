import ArgumentParser
import ControllerCore
import Model
import OperatorClient
import TransparencyLog
import Trust

struct TenantCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tenant",
        abstract: .spoken("Client companies.", "客户公司。"),
        subcommands: [TenantCreateCommand.self, TenantListCommand.self]
    )
}

struct TenantListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: .spoken("List the clients you may read.", "列出您可以查看的客户。")
    )

    @Flag(help: .spoken("Print JSON.", "输出 JSON。"))
    var json = false

    func run() async throws {
        let work = Workplace.start()
        let list = try await work.withAPI { api, _ in try await api.tenants() }
        if json { return work.console.json(list) }
        let console = work.console
        var table = Table(
            [Catalogue.tenant, Catalogue.root, Catalogue.entries, Catalogue.devices, Catalogue.connected]
                .map(console.text)
        )
        for tenant in list.tenants {
            table.add([
                .init(tenant.tenant), .init("\(tenant.rootVersion)"), .init("\(tenant.logSize)"),
                .init("\(tenant.devices)"), .init("\(tenant.connected)"),
            ])
        }
        console.out(table)
    }
}

struct TenantCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: .spoken("Draft a client's trust root; or submit the signed one.", "起草客户的信任根，或提交已签署的信任根。"),
        discussion: .spoken(
            """
            First:  countersign tenant create acme --person … --rule … --out acme-root.json
            Then every root person signs that file with ssh-keygen, and:
                    countersign tenant create --root acme-root.json --signature A.sig --signature B.sig
            """,
            """
            先起草：  countersign tenant create acme --person … --rule … --out acme-root.json
            再由每位 root 人员用 ssh-keygen 签署该文件，然后提交：
                    countersign tenant create --root acme-root.json --signature A.sig --signature B.sig
            """
        )
    )

    @Argument(help: .spoken("Name of the client: a-z, 0-9 and -.", "客户名：a-z、0-9 和 -。"))
    var name: String?

    @Option(
        help: .spoken("A person of the root.", "信任根中的人员。", valueName: "ID:ORGANISATION:ROLE,ROLE:KEYFILE.pub[:NAME]")
    )
    var person: [String] = []

    @Option(
        help: .spoken(
            "A rule; the first that matches decides.",
            "规则；由第一条匹配的规则决定。",
            valueName:
                "NAME;kinds=…;groups=…;require=role*n,role*n;max=SECONDS;ticket;user-verification;hours=ZONE/1-5/09:00-18:00"
        )
    )
    var rule: [String] = []

    @Option(help: .spoken("How many root people must sign a change of the root.", "修改信任根须由多少位 root 人员签署。"))
    var threshold: Int?

    @Option(
        help: .spoken(
            "People and rules as a JSON file: a root document without log, controllers, version and dates.",
            "以 JSON 文件给出人员和规则：不含 log、controllers、version 和日期的信任根文档。"
        ),
        completion: .file(extensions: ["json"])
    )
    var file: String?

    @Option(help: .spoken("Days until the root ends, at most 731.", "信任根的有效天数，最多 731。"))
    var expiresDays = 365

    @Flag(help: .spoken("Show what would be drafted; write nothing.", "只显示将要起草的内容，不写入任何文件。"))
    var dryRun = false

    @Option(help: .spoken("Where to write the draft.", "草案的写入位置。"), completion: .file())
    var out: String?

    @Flag(help: .spoken("Accept a root that the provider can change without the client.", "接受服务商可在没有客户参与的情况下修改的信任根。"))
    var providerCanActAlone = false

    @Option(help: .spoken("The signed root to submit.", "要提交的已签署信任根。"), completion: .file(extensions: ["json"]))
    var root: String?

    @Option(
        help: .spoken("A signature over --root, once for each signer.", "对 --root 的签名，每位签署人一次。"),
        completion: .file(extensions: ["sig"])
    )
    var signature: [String] = []

    @Flag(help: .spoken("Print JSON.", "输出 JSON。"))
    var json = false

    func run() async throws {
        let work = Workplace.start()
        if let root { return try await submit(root, work) }
        guard let name, let tenant = TenantID(name), tenant != .provider else {
            throw ClientError.usage(
                Localized("\"\(name ?? "")\" is no name for a client", "“\(name ?? "")”不能作为客户名"),
                hint: Localized(
                    "countersign tenant create NAME: 2 to 31 of a-z, 0-9 and -",
                    "countersign tenant create 名称：2 至 31 个 a-z、0-9 和 -"
                )
            )
        }
        let draft = try await work.withAPI { api, _ in try await api.draft(tenant) }
        let (document, text) = try document(tenant, draft, work)
        let authority = RootAuthority(document)
        for line in Catalogue.authority(authority) { work.console.note(line) }
        for zone in YoungTimeZone.zones(in: document) {
            work.console.note(Catalogue.youngZone(zone, year: YoungTimeZone.year(of: zone) ?? 0))
        }
        try refuseProviderAlone(authority)
        let path = out ?? "\(tenant)-root.json"
        if dryRun { return work.console.document(text.string) }
        guard !PlainFile.exists(path) else {
            throw ClientError.unwritable(path: path, cause: "it exists; remove it or name another with --out")
        }
        try PlainFile.write(text.bytes, to: path, mode: 0o644)
        work.console.out(Catalogue.rootWritten(path, sha256: text.sha256))
        for person in authority.changers { work.console.out(Catalogue.signRoot(person.id, file: path)) }
        work.console.out(
            Catalogue.submitRoot(
                path,
                signatures: authority.changers.prefix(document.rootThreshold).map { "\(path).\($0.id).sig" }
            )
        )
    }

    private func document(
        _ tenant: TenantID,
        _ draft: TenantDraft,
        _ work: Workplace
    ) throws(ClientError) -> (root: TrustRoot, text: StatementText) {
        guard (1...731).contains(expiresDays) else {
            throw .usage(
                Localized("a root lives 1 to 731 days, not \(expiresDays)", "信任根有效期为 1 至 731 天，而不是 \(expiresDays) 天")
            )
        }
        if let file {
            guard person.isEmpty, rule.isEmpty, threshold == nil else {
                throw .usage(
                    Localized("--file says people, rules and threshold itself", "--file 已说明人员、规则和阈值"),
                    hint: Localized("leave out --person, --rule, --threshold", "请去掉 --person、--rule、--threshold")
                )
            }
            return try RootDraft.document(
                members: PlainFile.read(file, limit: 1 << 20),
                tenant: tenant,
                draft,
                issued: work.now,
                days: expiresDays,
                zones: work.zones
            )
        }
        var people: [Person] = []
        for text in person { people.append(try PersonFlag.parse(text)) }
        var policy: [PolicyRule] = []
        for text in rule { policy.append(try RuleFlag.parse(text, zones: work.zones)) }
        guard !people.isEmpty, !policy.isEmpty else {
            throw .usage(
                Localized("a root needs people and rules", "信任根需要人员和规则"),
                hint: Localized(
                    "add --person and --rule, or --file members.json",
                    "请加上 --person 和 --rule，或 --file members.json"
                )
            )
        }
        return try RootDraft(tenant: tenant, people: people, policy: policy, threshold: threshold ?? 1)
            .document(draft, issued: work.now, days: expiresDays, zones: work.zones)
    }

    private func refuseProviderAlone(_ authority: RootAuthority) throws(ClientError) {
        guard authority.canAct(alone: .provider), !providerCanActAlone else { return }
        throw .usage(
            Localized("the provider could change this root without the client", "服务商可在没有客户参与的情况下修改此信任根"),
            hint: Localized(
                "raise --threshold or give fewer people of the provider the role root; else --provider-can-act-alone",
                "请提高 --threshold，或减少服务商的 root 人员；否则加上 --provider-can-act-alone"
            )
        )
    }

    private func submit(_ path: String, _ work: Workplace) async throws {
        let text = StatementText(try PlainFile.read(path, limit: TrustRoot.byteLimit))
        let (document, _) = try RootDraft.readBack(text, zones: work.zones)
        try refuseProviderAlone(RootAuthority(document))
        var signatures: [String] = []
        for file in signature {
            signatures.append(String(decoding: try PlainFile.read(file, limit: 65_536), as: UTF8.self))
        }
        let votes = RootThreshold.votes(signatures, over: text)
        let signers = RootThreshold.people(of: document, behind: votes, issued: document.issued)
        guard votes.count == signatures.count, signers.count >= document.rootThreshold else {
            let missing = RootAuthority(document).changers.map(\.id).filter { !signers.contains($0) }
            let names = missing.map(\.text).joined(separator: ", ")
            let command = missing.first.map { Catalogue.signRoot($0, file: path) } ?? ""
            throw ClientError.usage(
                Localized(
                    "\(signers.count) of \(document.rootThreshold) root people signed \(path)",
                    "\(path) 需要 \(document.rootThreshold) 位 root 人员签署，现有 \(signers.count) 位"
                ),
                hint: Localized(
                    "signatures of \(names) would count; \(command.english.trimmingPrefix { $0 == " " })",
                    "以下人员的签名有效：\(names)；\(command.chinese.trimmingPrefix { $0 == " " })"
                )
            )
        }
        let file = PinnedRoots.file(document.tenant)
        let pinned = try work.home.readJSON(PinnedRoots.self, from: file)
        guard pinned.map({ $0.versions.first?.root == text.string }) ?? true else {
            throw ClientError.usage(
                Localized(
                    "another trust root of \(document.tenant) is pinned here",
                    "此处已固定 \(document.tenant) 的另一信任根"
                ),
                hint: Localized(
                    "compare it with the client's paper; if it is of a client that is no more, remove \(work.home.path)/\(file)",
                    "请与客户纸面上的摘要核对；若属于已不存在的客户，请删除 \(work.home.path)/\(file)"
                )
            )
        }
        let summary = try await work.withAPI { api, _ in
            try await api.createTenant(TenantCreation(root: text.string, signatures: signatures))
        }
        if pinned == nil {
            try work.home.writeJSON(
                PinnedRoots(first: .init(root: text.string, signatures: signatures, index: 0)),
                to: file
            )
        }
        if json { return work.console.json(summary) }
        work.console.out(
            Catalogue.tenantCreated(document.tenant, version: document.version, sha256: text.sha256.hex)
        )
        for line in Catalogue.authority(RootAuthority(document)) { work.console.note(line) }
    }
}
