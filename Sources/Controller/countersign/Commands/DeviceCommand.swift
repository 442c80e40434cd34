import ArgumentParser
import ControllerCore
import Model
import OperatorClient
import Trust

struct DeviceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "device",
        abstract: "Enrolled computers.",
        subcommands: [
            DeviceListCommand.self, DeviceShowCommand.self, DeviceAdmitCommand.self, DeviceQuarantineCommand.self,
            DeviceRetireCommand.self,
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
        abstract: "List devices; names, states and groups come from statements verified here."
    )

    @OptionGroup var options: TenantOptions

    @Option(help: "Accept that this name belongs to another device now.")
    var acceptMoved: [String] = []

    func run() async throws {
        let work = Workplace.start()
        try await work.withTenant(options.tenant) { tenant in
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
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show one device.")

    @OptionGroup var options: TenantOptions

    @Argument(help: "Name or id.")
    var device: String

    func run() async throws {
        let work = Workplace.start()
        try await work.withTenant(options.tenant) { tenant in
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
        abstract: "Sign that a device is active, with a name and groups; unnamed ones are kept."
    )

    @OptionGroup var options: TenantOptions
    @OptionGroup var confirmation: YesOption

    @Argument(help: "Name or id, one or more.")
    var devices: [String]

    @Option(help: "What people call it; only for one device.")
    var name: String?

    @Option(help: "A group it is in; replaces its groups.")
    var group: [String] = []

    @Option(help: "The id that the same machine had before.")
    var replaces: String?

    func run() async throws {
        guard !group.contains("") else { throw ClientError.usage(Localized("a group has no name", "分组没有名称")) }
        try await DeviceWord(state: .active, devices: devices, name: name, groups: group, replaces: replaces)
            .say(options, confirmation)
    }
}

struct DeviceQuarantineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quarantine",
        abstract: "Sign that a device runs nothing until it is admitted again."
    )

    @OptionGroup var options: TenantOptions
    @OptionGroup var confirmation: YesOption

    @Argument(help: "Name or id, one or more.")
    var devices: [String]

    func run() async throws {
        try await DeviceWord(state: .quarantined, devices: devices).say(options, confirmation)
    }
}

struct DeviceRetireCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retire",
        abstract: "Sign that a device is gone for good."
    )

    @OptionGroup var options: TenantOptions
    @OptionGroup var confirmation: YesOption

    @Argument(help: "Name or id, one or more.")
    var devices: [String]

    func run() async throws {
        try await DeviceWord(state: .retired, devices: devices).say(options, confirmation)
    }
}

/// One device statement: what people say of some devices.
private struct DeviceWord {
    let state: DeviceState
    let devices: [String]
    var name: String?
    var groups: [String] = []
    var replaces: String?

    func say(_ options: TenantOptions, _ confirmation: YesOption) async throws {
        let work = Workplace.start()
        try await work.withTenant(options.tenant) { tenant in
            let targets = try await tenant.devices().map(\.target)
            let rows = try rows(targets)
            var table = Table(
                [Catalogue.name, Catalogue.device, Catalogue.state, Catalogue.groups].map(work.console.text)
            )
            for row in rows {
                table.add([
                    .init(row.name), .init(row.device.text),
                    .init(work.console.text(Catalogue.state(row.state, admitted: true))),
                    .init(row.groups.isEmpty ? "-" : row.groups.map(\.text).joined(separator: ",")),
                ])
            }
            for line in table.lines() { work.console.note(line) }
            try work.confirm(targets: rows.count, given: confirmation.yes)
            let statement = DeviceStatement(
                tenant: tenant.tenant,
                root: tenant.chain.current.reference,
                issued: work.now,
                devices: rows
            )
            let answer = try await work.submit(.device, statement.rendered(), to: tenant)
            _ = try await tenant.devices(
                acceptingMoves: rows.map(\.name).filter { tenant.known.names[$0] != nil && replaces != nil }
            )
            if options.json { return work.console.json(answer) }
            work.console.out(Catalogue.submitted("device", index: answer.index))
        }
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
