import ArgumentParser
import ControllerCore
import Foundation
import Model
import OperatorClient
import TransparencyLog
import Trust

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: .spoken("Sign an order, send it, and wait for verified receipts.", "签署操作、发出，并等待校验过的回执。"),
        discussion: .spoken(
            """
            Exits 0 only when every target has a verified receipt of success. With --no-wait only the \
            operation's id is on stdout.
            """,
            "每个目标都有校验过的成功回执时，退出码才为 0。使用 --no-wait 时标准输出只有操作标识。"
        )
    )

    @OptionGroup var options: TenantOptions
    @OptionGroup var confirmation: YesOption

    @Argument(help: .spoken("The script to run.", "要执行的脚本。"), completion: .file())
    var script: String?

    @Option(
        help: .spoken("In place of a script: what to collect (basic).", "代替脚本：要采集的内容（basic）。"),
        completion: .list(["basic"])
    )
    var collect: String?

    @Option(help: .spoken("A target.", "目标设备。", valueName: "name|id"), completion: KnownWords.devices)
    var on: [String] = []

    @Option(
        name: .customLong("where"),
        help: .spoken("Targets by condition.", "按条件选取目标。", valueName: "group=…|name=…|state=…"),
        completion: KnownWords.conditions
    )
    var conditions: [String] = []

    @Option(help: .spoken("A parameter, CS_PARAM_KEY in the script.", "参数，在脚本中为 CS_PARAM_KEY。", valueName: "key=value"))
    var param: [String] = []

    @Option(help: .spoken("Why; the client reads it.", "原因；客户会看到。"))
    var reason: String?

    @Option(help: .spoken("Ticket number.", "工单号。"))
    var ticket: String?

    @Option(
        help: .spoken(
            "How long it stays good: 30m, 4h (else 2h or what the rule allows).",
            "有效时长：30m、4h（缺省 2h 或规则所允许的时长）。"
        )
    )
    var expires: String?

    @Option(help: .spoken("Not before this time.", "不早于此时间。", valueName: "YYYY-MM-DDTHH:MM:SSZ"))
    var notBefore: String?

    @Option(help: .spoken("Only within these hours.", "仅在此时段内。", valueName: "ZONE/1-5/09:00-18:00"))
    var window: String?

    @Option(help: .spoken("Conflict group: one operation of it at a time on a device.", "冲突组：同一设备上同组操作一次只执行一个。"))
    var conflict: String?

    @Option(help: .spoken("Seconds it may take (else 120).", "允许的秒数（缺省 120）。"))
    var seconds: UInt64?

    @Option(help: .spoken("Memory: 256M, 1G (else 256M).", "内存：256M、1G（缺省 256M）。"))
    var memory: String?

    @Option(help: .spoken("Output that is kept: 64K, 1M (else 1M).", "保留的输出：64K、1M（缺省 1M）。"))
    var output: String?

    @Option(help: .spoken("Processes (else 64).", "进程数（缺省 64）。"))
    var processes: UInt64?

    @Option(
        help: .spoken(
            "Interpreter: /bin/sh, /bin/bash, /usr/bin/python3 or /usr/bin/perl (else by the #! line).",
            "/bin/sh、/bin/bash、/usr/bin/python3 或 /usr/bin/perl（缺省按 #! 行）。"
        ),
        completion: .list(Interpreter.allCases.map(\.rawValue))
    )
    var interpreter: String?

    @Flag(help: .spoken("Don't wait for receipts.", "不等待回执。"))
    var noWait = false

    func run() async throws {
        let work = Workplace.start()
        let file = try scriptFile()
        let selector = try TargetSelector(on: on, where: conditions)
        let asked = try reasonText(work)
        try await work.withTenant(options.tenant) { tenant in
            let known = try await tenant.devices().map(\.target)
            let targets = try selector.resolve(among: known)
            var random = SystemRandomNumberGenerator()
            let reason = try SaltedText(asked, random: &random)
            let operation = try order(tenant, targets, file, reason, work, random: &random)
            for line in OrderText.lines(
                operation,
                targets: targets,
                reason: asked,
                script: nil,
                language: work.console.language
            ) {
                work.console.note(line)
            }
            try tellRules(tenant, operation, targets, work)
            try work.confirm(targets: targets.count, given: confirmation.yes)
            let answer = try await work.submit(
                .operation,
                operation.rendered(),
                blobs: [reason.blob],
                content: file.map { Base64.encode($0.bytes) },
                to: tenant
            )
            work.home.remember([operation.id], of: tenant.tenant)
            work.console.note(Catalogue.orderLogged(operation.id, index: answer.index))
            if noWait {
                if options.json { return work.console.json(answer) }
                return work.console.out(operation.id.text)
            }
            let follower = OperationFollower(tenant, operation.id, known, work.console, isQuiet: options.json)
            guard try await follower.follow() else { throw ExitStatus.shortfall }
        }
    }

    private func scriptFile() throws(ClientError) -> ScriptFile? {
        switch (script, collect) {
        case (let path?, nil): return try ScriptFile(path: path, interpreter: interpreter)
        case (nil, .some): return nil
        default:
            throw .usage(
                Localized("name a script or --collect basic", "请指定脚本或 --collect basic"),
                hint: Localized(
                    "countersign run fix.sh --on NAME --reason \"…\"",
                    "countersign run fix.sh --on 名称 --reason \"…\""
                )
            )
        }
    }

    private func reasonText(_ work: Workplace) throws(ClientError) -> String {
        if let reason { return reason }
        guard work.console.isInteractive, let text = work.console.ask(Localized("reason: ", "原因：")), !text.isEmpty
        else {
            throw .usage(
                Localized("a reason is missing", "缺少原因"),
                hint: Localized("say why: --reason \"…\"", "请说明：--reason \"…\"")
            )
        }
        return text
    }

    private func action(_ file: ScriptFile?) throws(ClientError) -> Action {
        guard let file else {
            guard let profile = ProfileName(collect ?? ""), SupportedOrder.profiles.contains(profile.text) else {
                throw .usage(
                    Localized("\"\(collect ?? "")\" is nothing that devices collect", "设备不采集“\(collect ?? "")”"),
                    hint: Localized(
                        "they collect \(SupportedOrder.profiles.sorted().joined(separator: ", "))",
                        "可采集：\(SupportedOrder.profiles.sorted().joined(separator: "、"))"
                    )
                )
            }
            guard param.isEmpty else {
                throw .usage(
                    Localized("collect takes no parameters", "采集不接受参数"),
                    hint: Localized("leave out --param", "请去掉 --param")
                )
            }
            return .collect(profile)
        }
        var parameters: [ParameterName: String] = [:]
        for text in param {
            guard let equals = text.firstIndex(of: "="), let name = ParameterName(String(text[..<equals])) else {
                throw .usage(
                    Localized("\"\(text)\" is no parameter", "“\(text)”不是参数"),
                    hint: Localized("write key=value; keys are a-z, 0-9 and _", "写法：key=value；key 由 a-z、0-9 和 _ 组成")
                )
            }
            let value = String(text[text.index(after: equals)...])
            guard value.utf8.count <= ScriptAction.largestValue, ForbiddenCharacters.areAbsent(from: value) else {
                throw .usage(
                    Localized("the value of \(name) can't be signed", "\(name) 的值无法签署"),
                    hint: Localized(
                        "at most \(ScriptAction.largestValue) bytes, no control or invisible characters",
                        "最多 \(ScriptAction.largestValue) 字节，不含控制字符或不可见字符"
                    )
                )
            }
            guard parameters.updateValue(value, forKey: name) == nil else {
                throw .usage(Localized("\(name) is given twice", "\(name) 重复"))
            }
        }
        return .script(ScriptAction(interpreter: file.interpreter, script: file.reference, parameters: parameters))
    }

    private func order(
        _ tenant: TrustedTenant,
        _ targets: [Target],
        _ file: ScriptFile?,
        _ reason: SaltedText,
        _ work: Workplace,
        random: inout some RandomNumberGenerator
    ) throws(ClientError) -> Model.Operation {
        let action = try action(file)
        let rules = targets.compactMap { target in
            RuleMatcher.choose(
                from: tenant.root.policy,
                for: RuleSubject(action),
                groups: Set(target.groups),
                now: work.now,
                zones: work.zones
            ).rule
        }
        let issued = work.now
        let most = rules.compactMap(\.maximumValiditySeconds).min()
        let validity = try duration(expires) ?? min(7_200, most ?? 7_200)
        let operation = Model.Operation(
            id: OperationID.make(atMilliseconds: UInt64(max(0, Date().timeIntervalSince1970 * 1_000)), random: &random),
            tenant: tenant.tenant,
            root: tenant.chain.current.reference,
            issued: issued,
            expires: issued.adding(seconds: validity),
            notBefore: try notBefore.map { text throws(ClientError) in
                guard let time = Timestamp(text) else {
                    throw .usage(
                        Localized("\"\(text)\" is no time", "“\(text)”不是时间"),
                        hint: Localized("write it as 2026-11-24T21:00:00Z", "写法：2026-11-24T21:00:00Z")
                    )
                }
                return time
            },
            action: action,
            targets: .devices(targets.map(\.id)),
            limits: try limits(rules.map(\.limits)),
            reason: reason.digest,
            ticket: ticket,
            window: try window.map { text throws(ClientError) in try TextValues.hours(text, zones: work.zones) },
            conflict: try conflict.map { text throws(ClientError) in
                guard let name = ConflictName(text) else {
                    throw .usage(
                        Localized("\"\(text)\" is no conflict group", "“\(text)”不是冲突组"),
                        hint: Localized("write it like printing: a-z, 0-9 and -", "形如 printing：a-z、0-9 和 -")
                    )
                }
                return name
            }
        )
        do throws(Refusal) {
            _ = try Statement.parse(operation.rendered(), as: .operation, zones: work.zones)
        } catch {
            throw .usage(
                Localized(
                    "this can't be ordered: \"\(error.member)\" is refused (\(error.reason.rawValue))",
                    "无法下达此操作：“\(error.member)”被拒绝（\(error.reason.rawValue)）"
                )
            )
        }
        return operation
    }

    private func duration(_ text: String?) throws(ClientError) -> Int64? {
        guard let text else { return nil }
        guard let seconds = TextValues.seconds(text) else {
            throw .usage(
                Localized("\"\(text)\" is no duration", "“\(text)”不是时长"),
                hint: Localized("write it as 30m or 4h", "写法：30m 或 4h")
            )
        }
        return seconds
    }

    /// What was asked for, or our defaults as far as the rules allow them.
    private func limits(_ bounds: [RuleLimits]) throws(ClientError) -> Limits {
        func value(_ given: UInt64?, else usual: UInt64, _ bound: (RuleLimits) -> UInt64?) -> UInt64 {
            given ?? min(usual, bounds.compactMap(bound).min() ?? usual)
        }
        func size(_ text: String?) throws(ClientError) -> UInt64? {
            guard let text else { return nil }
            guard let bytes = TextValues.bytes(text) else {
                throw .usage(
                    Localized("\"\(text)\" is no size", "“\(text)”不是大小"),
                    hint: Localized("write it as 512K, 256M or 1G", "写法：512K、256M 或 1G")
                )
            }
            return bytes
        }
        return Limits(
            seconds: value(seconds, else: 120, \.seconds),
            memoryBytes: value(try size(memory), else: 256 << 20, \.memoryBytes),
            outputBytes: value(try size(output), else: 1 << 20, \.outputBytes),
            processes: value(processes, else: 64, \.processes)
        )
    }

    /// Says which rule decides, and refuses early what no device would admit.
    private func tellRules(
        _ tenant: TrustedTenant,
        _ operation: Model.Operation,
        _ targets: [Target],
        _ work: Workplace
    ) throws(ClientError) {
        var told: Set<RuleName> = []
        for target in targets {
            let answer = TrustExplain.explain(
                RuleSubject(operation.action),
                groups: Set(target.groups),
                trust: tenant.trust,
                now: work.now,
                zones: work.zones
            )
            guard let rule = answer.choice.rule else {
                let hasHours = tenant.root.policy.contains { rule in
                    rule.hours != nil
                        && RuleMatcher.matches(rule, RuleSubject(operation.action), groups: Set(target.groups))
                }
                if hasHours { continue }
                throw .refused(
                    APIError(
                        .ruleNone,
                        "no rule of \(tenant.tenant) admits \(operation.action.kind.rawValue) on \(target.label)",
                        hint:
                            "ask who may: countersign trust explain --on \(target.id) --action \(operation.action.kind.rawValue)"
                    )
                )
            }
            guard told.insert(rule.name).inserted else { continue }
            let demands = rule.require.map { "\($0.count) × \($0.role)" }
            work.console.note(Catalogue.rule(rule.name.text, demands: demands))
        }
    }
}
