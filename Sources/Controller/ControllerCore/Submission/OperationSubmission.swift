import Model
import TransparencyLog
import Trust

/// Judges a new order.
enum OperationSubmission {
    static func judge(_ operation: Operation, _ context: SubmissionContext) throws(APIError) -> SubmissionVerdict {
        if let logged = context.history.operations[operation.id] {
            guard logged.order.sha256 == context.parts.text.sha256 else {
                throw APIError(
                    .replay,
                    "operation \(operation.id) stands in the log with another statement",
                    hint: "make a new id and sign again; if you did not sign the other one, tell the client",
                    member: "id"
                )
            }
            return .known(index: logged.order.index, operation: operation.id)
        }
        if let member = SupportedOrder.unsupportedMember(operation) {
            throw APIError(
                .unsupported,
                "\"\(member)\" can't be run by this version",
                hint: "leave it out; what runs is script without secrets, and collect basic",
                member: member
            )
        }
        try context.require(root: operation.root)
        try context.require(issued: operation.issued, expires: operation.expires)
        try judgeTargets(operation, context)
        try judgeRules(operation, context)
        let blobs = try context.blob(operation.reason, "reason") + content(operation, context)
        return .accepted(
            AcceptedSubmission(context.parts, facts: context.facts, blobs: blobs, operation: operation.id, devices: nil)
        )
    }

    private static func judgeTargets(_ operation: Operation, _ context: SubmissionContext) throws(APIError) {
        guard case .devices(let devices) = operation.targets else { return }
        for (index, id) in devices.enumerated() {
            let member = "targets.devices[\(index)]"
            guard let device = context.history.devices[id] else {
                throw APIError(
                    .target,
                    "device \(id) is not enrolled with \(context.history.tenant)",
                    hint: "list devices with countersign device list",
                    member: member
                )
            }
            guard DeviceAdmission.refusal(device.standing) == nil else {
                throw APIError(
                    .quarantined,
                    "device \(id) is \(device.state.rawValue)",
                    hint: device.state == .retired
                        ? "leave it out" : "people have to admit it first: countersign device admit",
                    member: member
                )
            }
        }
    }

    /// Refuses what no signature can mend; what is merely not yet signed waits.
    private static func judgeRules(_ operation: Operation, _ context: SubmissionContext) throws(APIError) {
        let facts = OperationFacts(operation, sha256: context.parts.text.sha256, namesDevice: true)
        guard case .devices(let devices) = operation.targets else { return }
        for id in devices {
            let groups = Set(context.history.devices[id]?.current?.row.groups ?? [])
            let answer = OperationPolicy.answer(
                facts,
                signatures: context.signers,
                approvals: [],
                groups: groups,
                trust: context.trust,
                now: context.now,
                zones: context.zones
            )
            if answer.choice == .none, isForOtherHours(facts, groups, context) { continue }
            guard let code = answer.refusal else { continue }
            throw refusal(code, device: id, rule: answer.choice.rule, operation)
        }
    }

    /// Whether a rule would match at another hour: then the order waits for it.
    private static func isForOtherHours(
        _ facts: OperationFacts,
        _ groups: Set<GroupName>,
        _ context: SubmissionContext
    ) -> Bool {
        context.trust.root.policy.contains { $0.hours != nil && RuleMatcher.matches($0, facts.subject, groups: groups) }
    }

    private static func refusal(
        _ code: RefusalCode,
        device: DeviceID,
        rule: PolicyRule?,
        _ operation: Operation
    ) -> APIError {
        let name = rule.map { "rule \"\($0.name)\"" } ?? "no rule"
        switch code {
        case .ruleNone:
            return APIError(
                code,
                "no rule of the client's root admits \(operation.action.kind.rawValue) on \(device)",
                hint: "ask who may with countersign trust explain",
                member: "targets"
            )
        case .limit:
            guard let rule else { return APIError(code, "the order asks for more than a rule allows") }
            let (text, member) = limitText(operation, rule)
            return APIError(code, "\(name) \(text)", hint: "ask for less and sign again", member: member)
        default:
            return APIError(code, "\(name) refuses the order on \(device): \(code)")
        }
    }

    private static func limitText(_ operation: Operation, _ rule: PolicyRule) -> (String, String) {
        let validity = operation.expires.seconds(since: operation.issued)
        if let most = rule.maximumValiditySeconds, validity > most {
            return ("allows \(most) s from issued to expires, the order takes \(validity) s", "expires")
        }
        if rule.ticketRequired, operation.ticket == nil { return ("wants a ticket", "ticket") }
        let asked: [(String, UInt64, UInt64?)] = [
            ("seconds", operation.limits.seconds, rule.limits.seconds),
            ("memoryBytes", operation.limits.memoryBytes, rule.limits.memoryBytes),
            ("outputBytes", operation.limits.outputBytes, rule.limits.outputBytes),
            ("processes", operation.limits.processes, rule.limits.processes),
        ]
        for (member, value, most) in asked {
            if let most, value > most {
                return ("allows \(most) \(member), the order asks for \(value)", "limits.\(member)")
            }
        }
        return ("allows less than the order asks for", "limits")
    }

    /// The script, which has to be the one signed for.
    private static func content(_ operation: Operation, _ context: SubmissionContext) throws(APIError) -> [[UInt8]] {
        guard case .script(let action) = operation.action else {
            guard context.parts.content == nil else {
                throw APIError(
                    .malformed,
                    "a \(operation.action.kind.rawValue) order has no content",
                    member: "content"
                )
            }
            return []
        }
        guard let script = context.parts.content else {
            throw APIError(.digest, "the script did not come along", hint: "send it as content", member: "content")
        }
        guard UInt64(script.count) == action.script.bytes, Digest(sha256Of: script) == action.script.sha256 else {
            throw APIError(
                .digest,
                "the script has \(script.count) bytes and SHA-256 \(Digest(sha256Of: script)), not those signed for",
                hint: "send the file as it was when you signed",
                member: "action.script"
            )
        }
        return [script]
    }
}
