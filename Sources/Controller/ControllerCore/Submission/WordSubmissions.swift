import Model
import Trust

/// Judges a further signature under an order.
enum ApprovalSubmission {
    static func judge(_ approval: Approval, _ context: SubmissionContext) throws(APIError) -> SubmissionVerdict {
        try context.require(root: approval.root)
        let operation = try context.operation(approval.operation, sha256: approval.statementSha256)
        let words = context.history.words(on: approval.operation)
        if let index = context.known(words.approvals) { return .known(index: index, operation: operation.id) }
        guard approval.scriptSha256 == operation.operation.action.contentSha256 else {
            throw APIError(
                .digest,
                "the approval is for another script than the order's",
                hint: "read the script again, then sign",
                member: "scriptSha256"
            )
        }
        try context.require(issued: approval.issued, expires: approval.expires)
        try context.requireOpen(operation)
        if let code = StandingWords.refusal(operation, words, trust: context.trust, now: context.now) {
            throw APIError(code, "operation \(operation.id) was \(code)", hint: "a new order needs a new id")
        }
        if operation.isExpired(at: context.now) {
            throw APIError(.expired, "operation \(operation.id) expired at \(operation.operation.expires)")
        }
        let signers = context.signers
        guard !CountingApprovals.cover(signers, operation, words, trust: context.trust, now: context.now) else {
            throw APIError(
                code: Reason.duplicate.rawValue,
                message: "an approval of operation \(operation.id) by the same key counts already",
                hint: "nothing is left to do; see who else has to sign with countersign show",
                member: "signatures[0]"
            )
        }
        let blobs = try context.blob(approval.comment, "comment")
        return .accepted(
            AcceptedSubmission(context.parts, facts: context.facts, blobs: blobs, operation: operation.id, devices: nil)
        )
    }
}

/// Judges a no: anybody whom the current root names may say it.
enum DenialSubmission {
    static func judge(_ denial: Denial, _ context: SubmissionContext) throws(APIError) -> SubmissionVerdict {
        try context.require(root: denial.root)
        let operation = try context.operation(denial.operation, sha256: denial.statementSha256)
        let words = context.history.words(on: denial.operation)
        if let index = context.known(words.denials) { return .known(index: index, operation: operation.id) }
        try context.require(issued: denial.issued)
        try context.requireOpen(operation)
        let blobs = try context.blob(denial.reason, "reason")
        return .accepted(
            AcceptedSubmission(context.parts, facts: context.facts, blobs: blobs, operation: operation.id, devices: nil)
        )
    }
}

/// Judges a cancel: by a technician, a contact, or a signer of the order.
enum CancelSubmission {
    static func judge(_ cancel: Cancel, _ context: SubmissionContext) throws(APIError) -> SubmissionVerdict {
        let operation = try context.operation(cancel.operation, sha256: cancel.statementSha256)
        let words = context.history.words(on: cancel.operation)
        if let index = context.known(words.cancels) { return .known(index: index, operation: operation.id) }
        try context.require(issued: cancel.issued)
        try context.requireOpen(operation)
        for (index, device) in (cancel.devices ?? []).enumerated() where !operation.names(device) {
            throw APIError(
                .target,
                "device \(device) is not a target of operation \(operation.id)",
                hint: "name targets only, or none for all",
                member: "devices[\(index)]"
            )
        }
        try requireAuthority(over: operation, context)
        let blobs = try context.blob(cancel.reason, "reason")
        return .accepted(
            AcceptedSubmission(
                context.parts,
                facts: context.facts,
                blobs: blobs,
                operation: operation.id,
                devices: cancel.devices
            )
        )
    }

    private static func requireAuthority(over operation: LoggedOperation, _ context: SubmissionContext) throws(APIError)
    {
        let signed = operation.order.facts.map { SignerFact($0, under: context.trust.root) }
        let requesters = OperationSigners.requesters(signed, trust: context.trust)
        let mayCancel = context.signers.contains { signer in
            switch Cancellation.authority(of: signer, trust: context.trust, now: context.now) {
            case .byRole: true
            case .ifSigner(let person): requesters.contains(person)
            case .none: false
            }
        }
        guard mayCancel else {
            throw APIError(
                .ruleUnmet,
                "only a technician, a contact or a signer of the order may cancel it",
                hint: "deny it instead: any person of the root may",
                member: "signatures[0]"
            )
        }
    }
}

/// Judges what people say of devices.
enum DeviceSubmission {
    static func judge(_ statement: DeviceStatement, _ context: SubmissionContext) throws(APIError) -> SubmissionVerdict
    {
        let sha256 = context.parts.text.sha256
        let logged = statement.devices.first.flatMap { context.history.devices[$0.device] }
        if let placed = logged?.rows.first(where: { $0.sha256 == sha256 }) {
            return .known(index: placed.index, operation: nil)
        }
        let fault = DeviceStatementJudge.refusal(
            statement,
            facts: context.facts,
            history: context.history,
            now: context.now,
            zones: context.zones
        )
        if let fault { throw error(fault, statement, context) }
        return .accepted(
            AcceptedSubmission(
                context.parts,
                facts: context.facts,
                blobs: [],
                operation: nil,
                devices: statement.devices.map(\.device)
            )
        )
    }

    private static func error(
        _ fault: DeviceStatementJudge.Fault,
        _ statement: DeviceStatement,
        _ context: SubmissionContext
    ) -> APIError {
        let (message, hint): (String, String?) =
            switch fault.code {
            case RefusalCode.target.rawValue:
                ("the statement names a device that is not enrolled", "list devices with countersign device list")
            case Reason.version.rawValue:
                (
                    "the log holds this version of the device or a newer one",
                    "read the device again, then sign the next version"
                )
            case RefusalCode.ruleNone.rawValue:
                ("no rule of kind device is for these groups", "ask who may with countersign trust explain")
            case RefusalCode.ruleUnmet.rawValue:
                (
                    "the rule for these groups also asks for \(MissingWords.text(fault.missing))",
                    "all signatures of a device statement come with it: have them signed first"
                )
            default: ("the statement is refused: \(fault.code)", nil)
            }
        return APIError(code: fault.code, message: message, hint: hint, member: fault.member)
    }
}
