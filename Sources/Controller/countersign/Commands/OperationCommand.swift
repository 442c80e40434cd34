import ArgumentParser
import ControllerCore
import InventoryReport
import Model
import OperatorClient

struct OperationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "operation",
        abstract: "Orders and what became of them.",
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
                .init((operation.signers + operation.approvers).joined(separator: ",")),
                .init(operation.missing.isEmpty ? "-" : operation.missing.joined(separator: ", ")),
            ])
        }
        console.out(table)
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
        return operation.targets.allSatisfy { $0.state == "succeeded" } ? .good : .bad
    }
}

struct OperationListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List orders, as the controller tells them."
    )

    @OptionGroup var options: TenantOptions

    @Option(help: "At most so many.")
    var count = 50

    func run() async throws {
        let work = Workplace.start()
        try await work.withTenant(options.tenant) { tenant in
            let targets = try await tenant.devices().map(\.target)
            let operations = Array(try await tenant.operations().sorted { $0.index > $1.index }.prefix(max(1, count)))
            if options.json { return work.console.json(operations) }
            if operations.isEmpty { return work.console.note(Catalogue.noOperations) }
            OperationText.show(operations, targets, work.console)
        }
    }
}

struct InboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inbox",
        abstract: "List orders that wait for your signature."
    )

    @OptionGroup var options: TenantOptions

    func run() async throws {
        let work = Workplace.start()
        try await work.withTenant(options.tenant) { tenant in
            let targets = try await tenant.devices().map(\.target)
            let operations = try await tenant.inbox()
            if options.json { return work.console.json(operations) }
            if operations.isEmpty { return work.console.out(Catalogue.inboxEmpty) }
            OperationText.show(operations, targets, work.console)
        }
    }
}

struct OperationShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show an order, its verified receipts, and outputs whose digests a device signed."
    )

    @OptionGroup var options: TenantOptions

    @Argument(help: "The operation's id.")
    var operation: String

    @Flag(help: "Show the script too.")
    var script = false

    func run() async throws {
        let work = Workplace.start()
        let id = try OperationText.parse(operation)
        try await work.withTenant(options.tenant) { tenant in
            let targets = try await tenant.devices().map(\.target)
            let document = try await tenant.operation(id)
            let result = try await OperationResult.prove(tenant, document, targets)
            if options.json { return result.show(work.console, asJSON: true) }
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
            work.console.out(
                "\(work.console.text(Catalogue.labelSigners)): "
                    + (tenant.people(behind: result.order.entry.facts) + document.summary.approvers).joined(
                        separator: ", "
                    )
            )
            result.show(work.console, asJSON: false)
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
                var lines = OutputLines(prefix: "")
                for line in lines.take(bytes, at: 0) + lines.end() { console.out(line) }
            }
        }
    }
}

struct OperationWatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Follow an order to its end and verify its receipts."
    )

    @OptionGroup var options: TenantOptions

    @Argument(help: "The operation's id.")
    var operation: String

    func run() async throws {
        let work = Workplace.start()
        let id = try OperationText.parse(operation)
        try await work.withTenant(options.tenant) { tenant in
            let targets = try await tenant.devices().map(\.target)
            let follower = OperationFollower(tenant, id, targets, work.console, isQuiet: options.json)
            guard try await follower.follow() else { throw ExitStatus.shortfall }
        }
    }
}
