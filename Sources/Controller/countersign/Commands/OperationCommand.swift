import ArgumentParser
import ControllerCore
import InventoryReport
import Model
import OperatorClient

struct OperationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "operation",
        abstract: .spoken("Orders and what became of them.", "操作及其结果。"),
        subcommands: [OperationListCommand.self, OperationShowCommand.self, OperationWatchCommand.self]
    )
}

/// An operation's id as people type it.
enum OperationText {
    static func parse(_ text: String) throws(ClientError) -> OperationID {
        guard let id = OperationID(text.lowercased()) else {
            throw .usage(
                Localized("\"\(text)\" is no operation", "“\(text)”不是操作"),
                hint: Localized("list them: countersign operation list", "列出操作：countersign operation list")
            )
        }
        return id
    }

    /// Summaries as a table; they are the controller's words.
    static func show(_ operations: [OperationSummary], _ targets: [Target], _ console: Console) {
        var table = Table(
            [
                Catalogue.operation, Catalogue.issued, Catalogue.state, Catalogue.title, Catalogue.targets,
                Catalogue.signers, Catalogue.missing,
            ].map(console.text)
        )
        for operation in operations {
            let names = operation.targets.map { target in
                targets.first { $0.id.text == target.device }?.label ?? target.device
            }
            let some = names.prefix(3).joined(separator: ",") + (names.count > 3 ? " +\(names.count - 3)" : "")
            table.add([
                .init(operation.id), .init(operation.issued), .init(state(operation, console), tone: tone(operation)),
                .init(operation.title), .init(some),
                .init(signers(operation).joined(separator: ",")),
                .init(operation.missing.isEmpty ? "-" : console.text(Catalogue.demands(operation.missing))),
            ])
        }
        console.out(table)
        console.note(Catalogue.unverifiedList)
    }

    /// Each once, in the order in which they signed.
    private static func signers(_ operation: OperationSummary) -> [String] {
        (operation.signers + operation.approvers).reduce(into: []) { people, person in
            if !people.contains(person) { people.append(person) }
        }
    }

    private static func state(_ operation: OperationSummary, _ console: Console) -> String {
        guard operation.state == "done" else { return console.text(Catalogue.outcome(operation.state)) }
        let counts = Dictionary(grouping: operation.targets, by: \.state).mapValues(\.count)
        return counts.sorted { $0.key < $1.key }
            .map { "\(console.text(Catalogue.outcome($0.key))) \($0.value)" }
            .joined(separator: ", ")
    }

    private static func tone(_ operation: OperationSummary) -> Table.Tone {
        guard operation.state == "done" else { return .faint }
        // A success that nobody has verified here is not shown as one.
        return operation.targets.allSatisfy { $0.state == "succeeded" } ? .plain : .bad
    }
}

struct OperationListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: .spoken("List orders, as the controller tells them.", "列出操作，以控制器所述为准。")
    )

    @OptionGroup var options: TenantOptions

    @Option(help: .spoken("At most so many.", "最多列出的数量。"))
    var count = 50

    func run() async throws {
        let work = Workplace.start()
        try await work.withTenant(options.tenant, onlyReading: true) { tenant in
            let operations = Array(try await tenant.operations().sorted { $0.index > $1.index }.prefix(max(1, count)))
            work.home.remember(operations.compactMap { OperationID($0.id) }, of: tenant.tenant)
            if options.json { return work.console.json(operations) }
            if operations.isEmpty { return work.console.note(Catalogue.noOperations) }
            let devices = operations.flatMap { $0.targets.map(\.device) }
            OperationText.show(operations, try await tenant.targets(showing: devices), work.console)
        }
    }
}

struct InboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inbox",
        abstract: .spoken("List orders that wait for your signature.", "列出等待您会签的操作。")
    )

    @OptionGroup var options: TenantOptions

    func run() async throws {
        let work = Workplace.start()
        try await work.withTenant(options.tenant, onlyReading: true) { tenant in
            let operations = try await tenant.inbox()
            work.home.remember(operations.compactMap { OperationID($0.id) }, of: tenant.tenant)
            if options.json { return work.console.json(operations) }
            if operations.isEmpty { return work.console.out(Catalogue.inboxEmpty) }
            let devices = operations.flatMap { $0.targets.map(\.device) }
            OperationText.show(operations, try await tenant.targets(showing: devices), work.console)
        }
    }
}

struct OperationShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: .spoken(
            "Show an order, its verified receipts, and outputs whose digests a device signed.",
            "显示操作、已校验的回执，以及摘要由设备签署的输出。"
        )
    )

    @OptionGroup var options: TenantOptions

    @Argument(help: .spoken("The operation's id.", "操作的标识。"), completion: KnownWords.operations)
    var operation: String

    @Flag(help: .spoken("Show the script too.", "同时显示脚本。"))
    var script = false

    func run() async throws {
        let work = Workplace.start()
        let id = try OperationText.parse(operation)
        try await work.withTenant(options.tenant, onlyReading: true) { tenant in
            let document = try await tenant.operation(id)
            let targets = try await tenant.targets(showing: document.summary.targets.map(\.device))
            let result = try await OperationResult.prove(tenant, id, document, targets)
            if options.json { return try await result.show(tenant, work.console, asJSON: true) }
            let order = result.order.operation
            var bytes: [UInt8]?
            if script, case .script(let action) = order.action { bytes = try await tenant.script(action.script) }
            for line in OrderText.lines(
                order,
                targets: targets,
                reason: try await tenant.text(order.reason, called: "the reason"),
                script: bytes,
                language: work.console.language
            ) {
                work.console.out(line)
            }
            let signers = tenant.people(behind: result.order.entry.facts)
            let approvers = result.approvers.filter { !signers.contains($0) }
            work.console.out(
                "\(work.console.text(Catalogue.labelSigners)): \((signers + approvers).joined(separator: ", "))"
            )
            try await result.show(tenant, work.console, asJSON: false)
            try await outputs(result, tenant, work.console)
        }
    }

    private func outputs(_ result: OperationResult, _ tenant: TrustedTenant, _ console: Console) async throws {
        for (device, receipt) in result.receipts.sorted(by: { $0.key < $1.key }) {
            let label = result.targets.first { $0.id == device }?.label ?? device.text
            for (stream, digest) in [("stdout", receipt.receipt.stdout), ("stderr", receipt.receipt.stderr)] {
                guard let digest, digest.bytes > 0 else { continue }
                let what = "\(stream) \(DisplayText.escaped(label))"
                guard let bytes = try await tenant.output(digest, called: what) else {
                    console.out(Catalogue.erased(what))
                    continue
                }
                console.out("--- \(what), \(digest.keptBytes)/\(digest.bytes) B, SHA-256 \(digest.sha256)")
                if result.order.isCollection, stream == "stdout",
                    let lines = CollectText.lines(bytes, language: console.language)
                {
                    for line in lines { console.out(line) }
                    continue
                }
                var lines = OutputLines(prefix: "")
                for line in lines.take(bytes, at: 0) + lines.end() { console.out(line) }
            }
        }
    }
}

struct OperationWatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: .spoken("Follow an order to its end and verify its receipts.", "跟随一次操作直到结束，并校验其回执。")
    )

    @OptionGroup var options: TenantOptions

    @Argument(help: .spoken("The operation's id.", "操作的标识。"), completion: KnownWords.operations)
    var operation: String

    func run() async throws {
        let work = Workplace.start()
        let id = try OperationText.parse(operation)
        try await work.withTenant(options.tenant, onlyReading: true) { tenant in
            let targets = tenant.known.targets.isEmpty ? try await tenant.devices().map(\.target) : tenant.known.targets
            let follower = OperationFollower(tenant, id, targets, work.console, isQuiet: options.json)
            guard try await follower.follow() else { throw ExitStatus.shortfall }
        }
    }
}
