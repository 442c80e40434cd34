package import Model
import SSHSIG
import TransparencyLog
package import Trust

/// Where an operation stands, out of the log and what the controller has seen of deliveries.
package struct OperationProgress: Sendable {
    package let operation: LoggedOperation
    package let state: OperationState
    /// Since when, as far as the log tells.
    package let since: Timestamp
    /// What rules still ask for, in words; empty when every device's rule is met.
    package let missing: [String]
    /// Whether the rule of every device is met now.
    package let isMet: Bool
    /// By device, for those without a receipt.
    private let targets: [TargetSummary]
    private let signers: [PersonID]
    private let approvers: [PersonID]

    /// Works out the state at a time.
    ///
    /// - Parameters:
    ///   - lives: what is known of deliveries, by device; runtime knowledge, none after a restart.
    package init(
        _ operation: LoggedOperation,
        history: TenantHistory,
        lives: [DeviceID: TargetLife] = [:],
        now: Timestamp,
        zones: any TimeZoneSource
    ) {
        self.operation = operation
        let words = history.words(on: operation.id)
        let rules = RuleProgress(operation, words, history: history, now: now, zones: zones)
        missing = rules.missing
        isMet = rules.isMet
        let stopped = history.trust.flatMap { StandingWords.refusal(operation, words, trust: $0, now: now) }
        let expired = operation.isExpired(at: now)
        state = Self.state(operation, stopped: stopped, isMet: rules.isMet, expired: expired, lives: lives)
        since = Self.since(state, operation, words, lives: lives)
        signers = Self.people(operation.order.facts, history)
        approvers = Self.people(words.approvals.flatMap(\.facts), history)
        let open: OperationState = expired ? .unknown : rules.isMet ? .queued : .waiting
        let start = max(operation.order.at, words.approvals.last?.at ?? operation.order.at)
        targets = (operation.devices ?? []).map { device in
            let life = lives[device]
            // What the device has may have begun: only its receipt says what came of it.
            let seen = life?.stage != nil
            if operation.receipts[device] == nil, !seen, let trust = history.trust,
                let stop = StandingWords.refusal(operation, words, device: device, trust: trust, now: now),
                let state = OperationState(rawValue: stop.rawValue)
            {
                let since = Self.since(state, operation, words, lives: lives)
                return TargetSummary(device: device.text, state: state.rawValue, since: since.text)
            }
            return Self.target(
                device,
                operation,
                life: life,
                open: open,
                since: expired ? operation.operation.expires : start
            )
        }
    }

    private static func state(
        _ operation: LoggedOperation,
        stopped: RefusalCode?,
        isMet: Bool,
        expired: Bool,
        lives: [DeviceID: TargetLife]
    ) -> OperationState {
        if operation.isDone { return .done }
        if stopped == .denied { return .denied }
        if stopped == .cancelled { return .cancelled }
        if expired { return .unknown }
        let open = lives.filter { operation.receipts[$0.key] == nil }
        if open.contains(where: { $0.value.stage == .running }) { return .running }
        if !operation.receipts.isEmpty || open.contains(where: { $0.value.stage == .delivered }) { return .delivered }
        return isMet ? .queued : .waiting
    }

    private static func since(
        _ state: OperationState,
        _ operation: LoggedOperation,
        _ words: OperationWords,
        lives: [DeviceID: TargetLife]
    ) -> Timestamp {
        let logged = operation.order.at
        switch state {
        case .done: return operation.receipts.values.map(\.at).max() ?? logged
        case .denied: return words.denials.first?.at ?? logged
        case .cancelled: return words.cancels.last?.at ?? logged
        case .unknown: return operation.operation.expires
        case .running, .delivered: return lives.values.compactMap(\.since).min() ?? logged
        case .queued: return max(words.approvals.last?.at ?? logged, operation.operation.notBefore ?? logged)
        case .waiting: return logged
        }
    }

    private static func target(
        _ device: DeviceID,
        _ operation: LoggedOperation,
        life: TargetLife?,
        open: OperationState,
        since: Timestamp
    ) -> TargetSummary {
        if let receipt = operation.receipts[device] {
            return TargetSummary(
                device: device.text,
                state: receipt.outcome.rawValue,
                since: receipt.at.text,
                receipt: receipt.index,
                exit: receipt.exit.map { Int(clamping: $0) },
                signal: receipt.signal.map { Int(clamping: $0) },
                code: receipt.code?.rawValue
            )
        }
        if open != .unknown, let stage = life?.stage {
            return TargetSummary(
                device: device.text,
                state: stage.rawValue,
                since: (life?.since ?? since).text,
                code: life?.code
            )
        }
        return TargetSummary(device: device.text, state: open.rawValue, since: since.text, code: life?.code)
    }

    private static func people(_ facts: [SignatureFacts], _ history: TenantHistory) -> [PersonID] {
        var seen: Set<PersonID> = []
        return facts.compactMap { fact in
            // A person who has left since stays the author of what was signed then.
            history.holder(of: KeyFingerprint(of: fact.key)).flatMap { seen.insert($0).inserted ? $0 : nil }
        }
    }
}

extension OperationProgress {
    /// The answer of the API.
    package var summary: OperationSummary {
        let order = operation.operation
        let (kind, title): (String, String) =
            switch order.action {
            case .script(let action): (order.action.kind.rawValue, action.script.name.text)
            case .collect(let profile): (order.action.kind.rawValue, profile.text)
            case .catalog(let action): (order.action.kind.rawValue, action.item.text)
            case .update: (order.action.kind.rawValue, "")
            }
        return OperationSummary(
            id: operation.id.text,
            index: operation.order.index,
            sha256: operation.order.sha256.hex,
            state: state.rawValue,
            since: since.text,
            issued: order.issued.text,
            expires: order.expires.text,
            kind: kind,
            title: title,
            scriptSha256: order.action.contentSha256?.hex,
            ticket: order.ticket,
            signers: signers.map(\.text),
            approvers: approvers.map(\.text),
            targets: targets,
            missing: state == .waiting ? missing : []
        )
    }
}
