import ArgumentParser
import ControllerCore
import Model
import OperatorClient
import Trust

/// What approve, deny and cancel have in common: read, show, confirm, sign, send.
private struct OperationWord {
    let options: TenantOptions
    let confirmation: YesOption
    let operation: String

    /// Makes the statement from the proven order.
    typealias Make = (TrustedTenant, VerifiedOperation, Timestamp, SaltedDigest?) throws -> StatementText

    func say(_ kind: EntryKind, text: String?, showsScript: Bool, _ make: Make) async throws {
        let work = Workplace.start()
        let id = try OperationText.parse(operation)
        try await work.withTenant(options.tenant) { tenant in
            let targets = try await tenant.devices().map(\.target)
            let order = try await tenant.verified(tenant.operation(id).summary, as: id)
            var script: [UInt8]?
            if showsScript, case .script(let action) = order.operation.action {
                script = try await tenant.script(action.script)
                guard script != nil else {
                    throw ClientError.usage(
                        Localized(
                            "the controller does not have the script \(action.script.name) any more",
                            "控制器已没有脚本 \(action.script.name)"
                        ),
                        hint: Localized("nobody should approve what they can't read", "看不到内容就不应会签")
                    )
                }
            }
            let tell = { (line: String) in options.json ? work.console.note(line) : work.console.out(line) }
            for line in OrderText.lines(
                order.operation,
                targets: targets,
                reason: try await tenant.text(order.operation.reason, called: "the reason"),
                script: script,
                language: work.console.language
            ) {
                tell(line)
            }
            let signers = tenant.people(behind: order.entry.facts).joined(separator: ", ")
            tell("\(work.console.text(Catalogue.labelSigners)): \(signers)")
            tell("\(work.console.text(Catalogue.labelStatement)): SHA-256 \(order.sha256)")
            try work.confirm(given: confirmation.yes)
            var random = SystemRandomNumberGenerator()
            let salted = try text.map { text throws(ClientError) in try SaltedText(text, random: &random) }
            let statement = try make(tenant, order, work.now, salted?.digest)
            let answer = try await work.submit(kind, statement, blobs: salted.map { [$0.blob] } ?? [], to: tenant)
            if options.json { return work.console.json(answer) }
            work.console.out(Catalogue.submitted(kind.rawValue, index: answer.index))
            if let summary = answer.operation, summary.id == id.text {
                let missing =
                    summary.missing.isEmpty ? "" : " (\(work.console.text(Catalogue.demands(summary.missing))))"
                work.console.note("\(summary.id): \(work.console.text(Catalogue.outcome(summary.state)))\(missing)")
            }
        }
    }
}

struct ApproveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: .spoken("Read an order with its script, then countersign it.", "阅读操作及其脚本，然后会签。")
    )

    @OptionGroup var options: TenantOptions
    @OptionGroup var confirmation: YesOption

    @Argument(help: .spoken("The operation's id.", "操作的标识。"), completion: KnownWords.operations)
    var operation: String

    @Option(help: .spoken("A comment.", "备注。"))
    var comment: String?

    func run() async throws {
        try await OperationWord(options: options, confirmation: confirmation, operation: operation)
            .say(.approval, text: comment, showsScript: true) { tenant, order, now, comment in
                guard now < order.operation.expires else {
                    throw ClientError.refused(
                        APIError(.expired, "operation \(order.operation.id) expired at \(order.operation.expires)")
                    )
                }
                return Approval(
                    tenant: tenant.tenant,
                    root: tenant.chain.current.reference,
                    operation: order.operation.id,
                    statementSha256: order.sha256,
                    scriptSha256: order.operation.action.contentSha256,
                    issued: now,
                    expires: order.operation.expires,
                    comment: comment
                ).rendered()
            }
    }
}

struct DenyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deny",
        abstract: .spoken("Sign a no: the order ends wherever it is seen.", "签署否决：见到否决之处，操作即告终止。")
    )

    @OptionGroup var options: TenantOptions
    @OptionGroup var confirmation: YesOption

    @Argument(help: .spoken("The operation's id.", "操作的标识。"), completion: KnownWords.operations)
    var operation: String

    @Option(help: .spoken("Why.", "原因。"))
    var reason: String

    func run() async throws {
        try await OperationWord(options: options, confirmation: confirmation, operation: operation)
            .say(.denial, text: reason, showsScript: false) { tenant, order, now, reason in
                guard let reason else {
                    throw ClientError.usage(
                        Localized("a reason is missing", "缺少原因"),
                        hint: Localized("say why: --reason \"…\"", "请说明：--reason \"…\"")
                    )
                }
                return Denial(
                    tenant: tenant.tenant,
                    root: tenant.chain.current.reference,
                    operation: order.operation.id,
                    statementSha256: order.sha256,
                    scriptSha256: order.operation.action.contentSha256,
                    issued: now,
                    expires: max(order.operation.expires, now.adding(seconds: 86_400)),
                    reason: reason
                ).rendered()
            }
    }
}

struct CancelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: .spoken("Sign that an order is taken back, for all its devices or some.", "签署取消操作，针对全部或部分设备。")
    )

    @OptionGroup var options: TenantOptions
    @OptionGroup var confirmation: YesOption

    @Argument(help: .spoken("The operation's id.", "操作的标识。"), completion: KnownWords.operations)
    var operation: String

    @Option(help: .spoken("Why.", "原因。"))
    var reason: String

    @Option(help: .spoken("Only for this device.", "仅针对此设备。", valueName: "name|id"), completion: KnownWords.devices)
    var on: [String] = []

    func run() async throws {
        try await OperationWord(options: options, confirmation: confirmation, operation: operation)
            .say(.cancel, text: reason, showsScript: false) { tenant, order, now, reason in
                guard let reason else {
                    throw ClientError.usage(
                        Localized("a reason is missing", "缺少原因"),
                        hint: Localized("say why: --reason \"…\"", "请说明：--reason \"…\"")
                    )
                }
                var devices: Set<DeviceID> = []
                for text in on { devices.insert(try TargetSelector.one(text, among: tenant.known.targets).id) }
                return Cancel(
                    tenant: tenant.tenant,
                    operation: order.operation.id,
                    statementSha256: order.sha256,
                    devices: devices.isEmpty ? nil : devices.sorted(),
                    issued: now,
                    reason: reason
                ).rendered()
            }
    }
}
