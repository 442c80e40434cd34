import ArgumentParser
import ControllerCore
import Model
import OperatorClient
import TransparencyLog
import Trust

struct DeviceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "device",
        abstract: .spoken("Enrolled computers.", "已登记的计算机。"),
        subcommands: [
            DeviceListCommand.self, DeviceShowCommand.self, DeviceAdmitCommand.self, DeviceQuarantineCommand.self,
            DeviceRetireCommand.self, DeviceSubmitCommand.self,
        ]
    )
}

/// A device as `--json` prints it; name, state and groups are verified, the rest is the controller's word.
private struct DeviceView: Encodable {
    let device: String
    let name: String
    let state: String
    let groups: [String]
    let version: UInt64
    let receiptKey: String?
    let connected: Bool
    let lastSeen: String?
    let hold: String?
    let agentVersion: String?
    let executorVersion: String?
    let waiting: Int

    init(_ seen: TrustedTenant.Seen, receiptKey: String?) {
        device = seen.target.id.text
        name = seen.target.name
        state = seen.target.state.rawValue
        groups = seen.target.groups.map(\.text)
        version = seen.target.version
        self.receiptKey = receiptKey
        connected = seen.summary.connected
        lastSeen = seen.summary.lastSeen
        hold = seen.summary.hold
        agentVersion = seen.summary.agentVersion
        executorVersion = seen.summary.executorVersion
        waiting = seen.summary.waiting
    }
}

struct DeviceListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: .spoken(
            "List devices; names, states and groups come from statements verified here.",
            "列出设备；名称、状态和分组均取自本机校验过的设备登记。"
        )
    )

    @OptionGroup var options: TenantOptions

    @Option(help: .spoken("Accept that this name belongs to another device now.", "接受该名称现在属于另一台设备。"))
    var acceptMoved: [String] = []

    func run() async throws {
        let work = Workplace.start()
        try await work.withTenant(options.tenant, onlyReading: true) { tenant in
            let devices = try await tenant.devices(acceptingMoves: acceptMoved)
            let console = work.console
            if options.json {
                return console.json(devices.map { DeviceView($0, receiptKey: tenant.known[$0.target.id]?.receiptKey) })
            }
            if devices.isEmpty { return console.note(Catalogue.noDevices) }
            var table = Table(
                [
                    Catalogue.name, Catalogue.device, Catalogue.state, Catalogue.groups, Catalogue.connected,
                    Catalogue.hold,
                ].map(console.text)
            )
            for seen in devices {
                let target = seen.target
                let state = Catalogue.state(target.state, admitted: target.version > 0)
                table.add([
                    .init(target.name.isEmpty ? "-" : target.name), .init(target.id.text),
                    .init(console.text(state), tone: target.state == .active ? .good : .faint),
                    .init(target.groups.isEmpty ? "-" : target.groups.map(\.text).joined(separator: ",")),
                    .init(console.text(seen.summary.connected ? Catalogue.yes : Catalogue.no)),
                    .init(seen.summary.hold ?? "-", tone: seen.summary.hold == nil ? .plain : .bad),
                ])
            }
            console.out(table)
        }
    }
}

struct DeviceShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: .spoken("Show one device.", "显示一台设备。")
    )

    @OptionGroup var options: TenantOptions

    @Argument(help: .spoken("Name or id.", "名称或标识。"), completion: KnownWords.devices)
    var device: String

    func run() async throws {
        let work = Workplace.start()
        try await work.withTenant(options.tenant, onlyReading: true) { tenant in
            let devices = try await tenant.devices()
            let target = try TargetSelector.one(device, among: devices.map(\.target))
            guard let seen = devices.first(where: { $0.target.id == target.id }) else {
                throw ClientError.targetUnknown(device)
            }
            let known = tenant.known[target.id]
            let console = work.console
            if options.json { return console.json(DeviceView(seen, receiptKey: known?.receiptKey)) }
            var table = Table(columns: 2)
            let rows: [(Localized, String?)] = [
                (Catalogue.name, target.name), (Catalogue.device, target.id.text),
                (Catalogue.state, console.text(Catalogue.state(target.state, admitted: target.version > 0))),
                (Catalogue.groups, target.groups.map(\.text).joined(separator: ",")),
                (Localized("VERSION", "版本"), "\(target.version)"),
                (Localized("RECEIPT KEY", "回执密钥"), known?.receiptKey),
                (Localized("ENROLMENT ENTRY", "登记条目"), known.map { "\($0.enrolment)" }),
                (Localized("STATEMENT ENTRY", "设备登记条目"), known?.statement.map { "\($0)" }),
                (Catalogue.connected, console.text(seen.summary.connected ? Catalogue.yes : Catalogue.no)),
                (Catalogue.lastSeen, seen.summary.lastSeen), (Catalogue.hold, seen.summary.hold),
                (Localized("AGENT", "代理版本"), seen.summary.agentVersion),
                (Localized("EXECUTOR", "执行器版本"), seen.summary.executorVersion),
                (Localized("LAST SEQUENCE", "回执序号"), "\(seen.summary.lastSequence)"),
            ]
            for (label, value) in rows { table.add([.init(console.text(label)), .init(value ?? "-")]) }
            console.out(table)
        }
    }
}

struct DeviceAdmitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "admit",
        abstract: .spoken(
            "Sign that a device is active, with a name and groups; unnamed ones are kept.",
            "签署设备启用，并给出名称和分组；未指明的保持不变。"
        )
    )

    @OptionGroup var options: TenantOptions
    @OptionGroup var confirmation: YesOption
    @OptionGroup var draft: StatementOption

    @Argument(help: .spoken("Name or id, one or more.", "名称或标识，一个或多个。"), completion: KnownWords.devices)
    var devices: [String]

    @Option(help: .spoken("What people call it; only for one device.", "人们对它的称呼；仅用于一台设备。"))
    var name: String?

    @Option(help: .spoken("A group it is in; replaces its groups.", "所属分组；会替换原有分组。"))
    var group: [String] = []

    @Option(help: .spoken("The id that the same machine had before.", "同一台机器此前的标识。"))
    var replaces: String?

    func run() async throws {
        guard !group.contains("") else { throw ClientError.usage(Localized("a group has no name", "分组没有名称")) }
        try await DeviceWord(state: .active, devices: devices, name: name, groups: group, replaces: replaces)
            .say(options, confirmation, draft)
    }
}

struct DeviceQuarantineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quarantine",
        abstract: .spoken("Sign that a device runs nothing until it is admitted again.", "签署设备隔离：重新准入之前不执行任何操作。")
    )

    @OptionGroup var options: TenantOptions
    @OptionGroup var confirmation: YesOption
    @OptionGroup var draft: StatementOption

    @Argument(help: .spoken("Name or id, one or more.", "名称或标识，一个或多个。"), completion: KnownWords.devices)
    var devices: [String]

    func run() async throws {
        try await DeviceWord(state: .quarantined, devices: devices).say(options, confirmation, draft)
    }
}

struct DeviceRetireCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retire",
        abstract: .spoken("Sign that a device is gone for good.", "签署设备永久退役。")
    )

    @OptionGroup var options: TenantOptions
    @OptionGroup var confirmation: YesOption
    @OptionGroup var draft: StatementOption

    @Argument(help: .spoken("Name or id, one or more.", "名称或标识，一个或多个。"), completion: KnownWords.devices)
    var devices: [String]

    func run() async throws {
        try await DeviceWord(state: .retired, devices: devices).say(options, confirmation, draft)
    }
}

/// Where a device rule asks for two people, the statement is written for both to sign.
struct StatementOption: ParsableArguments {
    @Option(
        help: .spoken(
            "Write the statement to this file for several people to sign, in place of signing and sending it.",
            "把声明写入此文件供多人签署，而不是立即签署并发出。",
            valueName: "file"
        ),
        completion: .file()
    )
    var statementOut: String?
}

struct DeviceSubmitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit",
        abstract: .spoken(
            "Send a device statement that several people signed.",
            "提交由多人签署的设备登记声明。"
        )
    )

    @OptionGroup var options: TenantOptions

    @Argument(
        help: .spoken("The statement, as --statement-out wrote it.", "声明文件，由 --statement-out 写出。"),
        completion: .file()
    )
    var file: String

    @Option(
        help: .spoken("A signature over it, once for each signer.", "对它的签名，每位签署人一次。", valueName: "FILE.sig"),
        completion: .file(extensions: ["sig"])
    )
    var signature: [String]

    func run() async throws {
        let work = Workplace.start()
        let text = StatementText(try PlainFile.read(file, limit: 65_536))
        let statement: DeviceStatement
        do throws(Refusal) {
            guard case .device(let parsed) = try Statement.parse(text, as: .device, zones: work.zones) else {
                throw Refusal(.kind, "type")
            }
            statement = parsed
        } catch {
            throw ClientError.unreadable(path: file, cause: "it is no device statement: \(error.description)")
        }
        var signatures: [String] = []
        for path in signature {
            signatures.append(
                try SignatureFile.read(path, over: text, called: file, namespace: EntryKind.device.namespace ?? "")
            )
        }
        try await work.withTenant(options.tenant ?? statement.tenant.text) { tenant in
            guard statement.tenant == tenant.tenant else {
                throw ClientError.usage(
                    Localized(
                        "\(file) is about \(statement.tenant), not \(tenant.tenant)",
                        "\(file) 针对 \(statement.tenant)，而不是 \(tenant.tenant)"
                    )
                )
            }
            for line in DeviceRows.table(statement.devices, work.console).lines() { work.console.note(line) }
            let answer = try await tenant.submit(
                Submission(kind: EntryKind.device.rawValue, statement: text.string, signatures: signatures),
                expecting: text
            )
            let replaced = statement.devices.filter { $0.replaces != nil }.map(\.name)
            _ = try await tenant.devices(acceptingMoves: replaced.filter { tenant.known.names[$0] != nil })
            if options.json { return work.console.json(answer) }
            work.console.out(Catalogue.submitted(EntryKind.device.rawValue, index: answer.index))
        }
    }
}

private enum DeviceRows {
    static func table(_ rows: [DeviceRow], _ console: Console) -> Table {
        var table = Table([Catalogue.name, Catalogue.device, Catalogue.state, Catalogue.groups].map(console.text))
        for row in rows {
            table.add([
                .init(row.name), .init(row.device.text),
                .init(console.text(Catalogue.state(row.state, admitted: true))),
                .init(row.groups.isEmpty ? "-" : row.groups.map(\.text).joined(separator: ",")),
            ])
        }
        return table
    }
}

/// One device statement: what people say of some devices.
private struct DeviceWord {
    let state: DeviceState
    let devices: [String]
    var name: String?
    var groups: [String] = []
    var replaces: String?

    func say(_ options: TenantOptions, _ confirmation: YesOption, _ draft: StatementOption) async throws {
        let work = Workplace.start()
        try await work.withTenant(options.tenant) { tenant in
            let targets = try await tenant.devices().map(\.target)
            let rows = try rows(targets)
            for line in DeviceRows.table(rows, work.console).lines() { work.console.note(line) }
            let statement = DeviceStatement(
                tenant: tenant.tenant,
                root: tenant.chain.current.reference,
                issued: work.now,
                devices: rows
            )
            if let path = draft.statementOut { return try write(statement.rendered(), to: path, tenant, options, work) }
            try work.confirm(targets: rows.count, given: confirmation.yes)
            let answer = try await work.submit(.device, statement.rendered(), to: tenant)
            _ = try await tenant.devices(
                acceptingMoves: rows.map(\.name).filter { tenant.known.names[$0] != nil && replaces != nil }
            )
            if options.json { return work.console.json(answer) }
            work.console.out(Catalogue.submitted("device", index: answer.index))
        }
    }

    /// Writes what several people are to sign, and says how they do.
    private func write(
        _ text: StatementText,
        to path: String,
        _ tenant: TrustedTenant,
        _ options: TenantOptions,
        _ work: Workplace
    ) throws(ClientError) {
        guard !PlainFile.exists(path) else {
            throw .unwritable(path: path, cause: "it exists; remove it or name another with --statement-out")
        }
        try PlainFile.write(text.bytes, to: path, mode: 0o644)
        if options.json { return work.console.json(["file": path, "sha256": text.sha256.hex]) }
        work.console.out(Catalogue.statementWritten(path, sha256: text.sha256))
        work.console.out(Catalogue.signStatement(path, namespace: EntryKind.device.namespace ?? ""))
        work.console.out(Catalogue.submitStatement(path))
    }

    private func rows(_ targets: [Target]) throws(ClientError) -> [DeviceRow] {
        guard name == nil && replaces == nil || devices.count == 1 else {
            throw .usage(
                Localized("one name is for one device", "一个名称只能用于一台设备"),
                hint: Localized(
                    "name one device, or leave out --name and --replaces",
                    "请只指定一台设备，或去掉 --name 和 --replaces"
                )
            )
        }
        var parsed: [GroupName] = []
        for text in groups {
            guard let group = GroupName(text) else {
                throw .usage(
                    Localized("\"\(text)\" is no group", "“\(text)”不是分组"),
                    hint: Localized("groups look like finance: a-z, 0-9 and -", "形如 finance：a-z、0-9 和 -")
                )
            }
            if !parsed.contains(group) { parsed.append(group) }
        }
        var rows: [DeviceRow] = []
        for device in devices {
            let target = try TargetSelector.one(device, among: targets)
            let label = name ?? target.name
            guard !label.isEmpty else {
                throw .usage(
                    Localized("\(target.id) has no name yet", "\(target.id) 还没有名称"),
                    hint: Localized("give it one: --name NAME", "请命名：--name 名称")
                )
            }
            if let other = targets.first(where: { $0.name == label && $0.id != target.id && $0.state != .retired }) {
                throw .usage(
                    Localized("\"\(label)\" is the name of \(other.id)", "“\(label)”是 \(other.id) 的名称"),
                    hint: Localized("choose another, or retire that device first", "请换一个，或先让那台设备退役")
                )
            }
            guard label.unicodeScalars.count <= 200, ForbiddenCharacters.areAbsent(from: label) else {
                throw .usage(
                    Localized("\"\(label)\" can't be a name", "“\(label)”不能作为名称"),
                    hint: Localized("at most 200 characters, none of them invisible", "最多 200 个字符，不含不可见字符")
                )
            }
            let former = try replaces.map { text throws(ClientError) in
                guard let id = DeviceID(text), id != target.id else {
                    throw .usage(
                        Localized("\"\(text)\" is no id of another device", "“\(text)”不是另一台设备的标识"),
                        hint: Localized("ids look like d-…, 28 characters", "形如 d-…，28 个字符")
                    )
                }
                return id
            }
            rows.append(
                DeviceRow(
                    device: target.id,
                    version: target.version + 1,
                    state: state,
                    name: label,
                    groups: groups.isEmpty ? target.groups : parsed,
                    replaces: former
                )
            )
        }
        return rows
    }
}
