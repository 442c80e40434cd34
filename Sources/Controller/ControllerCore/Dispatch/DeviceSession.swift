package import Model
package import Trust
import Wire

/// One device's connection: what goes to it next.
///
/// Everything that carries a proof moves the device's stored checkpoint, so one such message is under way at a time:
/// evidence before acknowledgements before orders. The session performs nothing and believes nothing of what it is told
/// beyond serving the device; what matters is judged by whoever receives it.
package struct DeviceSession: Sendable {
    /// How long an answer may take before the connection is given up.
    package static let answerSeconds: Int64 = 60
    /// How many receipts may wait for the one that is being logged; more are dropped, and come again at the next connection.
    package static let backlogLimit = 32

    package let device: DeviceID
    /// What is to be remembered of it.
    package private(set) var memory: DeviceMemory
    private let zones: any TimeZoneSource

    private var reported = ReportedStatus()
    private var isOpen = false
    private var flight: Flight?
    private var nextID: UInt64 = 1
    /// Orders that the device has taken: a receipt will come.
    private var taken: Set<OperationID> = []
    /// What the device's ledger holds at least: news of a run may come before the status that counts it.
    private var ledgerSize: UInt64 = 0
    private var retries: [OperationID: RetrySchedule] = [:]
    /// Receipts that are logged and not yet acknowledged, by sequence.
    private var unproven: [UInt64: UInt64] = [:]
    /// The receipt that is being logged, and those that came meanwhile or before their turn.
    private var logging: UInt64?
    private var backlog: [UInt64: ReceiptIntake] = [:]
    private var evidenceRetry: Timestamp?
    private var evidenceAttempts = 0
    private var proofFailures = 0

    /// The message whose answer is awaited.
    private struct Flight: Hashable {
        enum Load: Hashable {
            case evidence(id: UInt64, leaves: Set<UInt64>)
            case delivery(id: UInt64, OperationID)
            case proof(sequence: UInt64, leaf: UInt64)
        }

        let load: Load
        let sent: Timestamp
        /// What the device's ledger held at least when it was sent.
        let ledgerSize: UInt64
    }

    package init(device: DeviceID, memory: DeviceMemory, zones: any TimeZoneSource) {
        self.device = device
        self.memory = memory
        self.zones = zones
    }

    /// Why nothing is delivered, nil where it is.
    package var hold: DeviceHold? { memory.hold }

    /// Opens the session; the certificate, tenant, device and versions have been judged.
    ///
    /// - Parameter rival: whether the device is alive in another place too.
    package mutating func open(
        _ status: ReportedStatus,
        bootID: BootID,
        agentVersion: String,
        rival: Bool,
        history: TenantHistory,
        now: Timestamp
    ) -> [SessionAction] {
        guard let logged = history.devices[device] else { return [.close(reason: "device-unknown")] }
        guard logged.state != .retired else { return [.close(reason: "retired")] }
        var actions: [SessionAction] = []
        isOpen = true
        if rival, memory.hold == nil {
            let hold = DeviceHold(reason: .twoPlaces, since: now, version: logged.current?.row.version ?? 0)
            memory.hold = hold
            actions.append(.flag(hold))
        }
        memory.bootID = bootID
        memory.agentVersion = agentVersion
        take(status, logged, now: now, &actions)
        actions.insert(.hello(onHold: memory.hold != nil), at: 0)
        if !status.checkpoint.isEmpty { actions.insert(.observe(note: status.checkpoint), at: 1) }
        proceed(history, now: now, &actions)
        return actions
    }

    /// Takes in what happened and says what to do.
    package mutating func handle(_ event: SessionEvent, history: TenantHistory, now: Timestamp) -> [SessionAction] {
        guard isOpen, let logged = history.devices[device] else { return [] }
        guard logged.state != .retired else {
            isOpen = false
            return [.close(reason: "retired")]
        }
        var actions: [SessionAction] = []
        switch event {
        case .status(let status):
            take(status, logged, now: now, &actions)
            wake(.status)
            settleByStatus(now: now, &actions)
        case .refused(let id, let operation, let code, let status):
            if let status { take(status, logged, now: now, &actions) }
            refused(id, operation, code: code, history: history, now: now, &actions)
        case .judged(let id, let verdicts, let status):
            if let status { take(status, logged, now: now, &actions) }
            judged(id, verdicts, now: now, &actions)
        case .progress(let operation, let stage):
            progress(operation, stage, history: history, now: now, &actions)
        case .receipt(let intake):
            receipt(intake, history: history, now: now, &actions)
        case .badReceipt(let sequence, let problem):
            actions.append(.sendReceiptProblem(sequence: sequence, problem: problem))
        case .logged(let sequence):
            if logging == sequence { logging = nil }
            if let placed = logged.receipt(sequence: sequence) {
                unproven[sequence] = placed.index
                taken.remove(placed.operation)
                retries[placed.operation] = nil
            }
            wake(.receipt)
            nextReceipt(history, now: now, &actions)
        case .notLogged(let sequence):
            if logging == sequence { logging = nil }
            actions.append(.sendReceiptProblem(sequence: sequence, problem: .log))
        case .changed:
            judgeHold(reported, logged, now: now, &actions)
        case .tick:
            break
        }
        proceed(history, now: now, &actions)
        return actions
    }
}

// What comes in.
extension DeviceSession {
    private mutating func take(
        _ status: ReportedStatus,
        _ logged: LoggedDevice,
        now: Timestamp,
        _ actions: inout [SessionAction]
    ) {
        reported = status
        if !status.executorVersion.isEmpty { memory.executorVersion = status.executorVersion }
        memory.lastSeen = now
        judgeHold(status, logged, now: now, &actions)
        actions.append(.remember(memory))
    }

    private mutating func judgeHold(
        _ status: ReportedStatus,
        _ logged: LoggedDevice,
        now: Timestamp,
        _ actions: inout [SessionAction]
    ) {
        let before = memory.hold
        let hold = HoldJudge.judge(memory, reported: status, version: logged.current?.row.version ?? 0, now: now)
        if let hold, memory.hold == nil { actions.append(.flag(hold)) }
        memory.hold = hold
        // On hold the mark stays where it was: a step back is not forgotten by reporting it twice.
        if hold == nil {
            memory.ledgerSize = status.ledgerSize
            memory.lastSequence = status.lastSequence
        }
        if before != hold { actions.append(.remember(memory)) }
    }

    /// A status follows each acknowledgement, and each order that was taken.
    private mutating func settleByStatus(now: Timestamp, _ actions: inout [SessionAction]) {
        switch flight?.load {
        case .proof(let sequence, let leaf):
            flight = nil
            let proven = reported.lastSequence &- min(reported.lastSequence, UInt64(reported.spooled))
            if proven >= sequence {
                unproven = unproven.filter { $0.key > sequence }
                proofFailures = 0
            } else if proofFailures < 3 {
                proofFailures += 1
                unproven[sequence] = leaf
            } else {
                // The device asks again when it connects next.
                unproven[sequence] = nil
                proofFailures = 0
            }
        case .delivery(_, let operation):
            // An id entered the ledger: the order was taken, or refused for good; either way a receipt follows.
            guard let flight, reported.ledgerSize > flight.ledgerSize else { return }
            self.flight = nil
            taken.insert(operation)
            retries[operation] = nil
            actions.append(.life(operation, TargetLife(stage: .delivered, since: now)))
        case .evidence, nil:
            break
        }
    }

    private mutating func refused(
        _ id: UInt64,
        _ operation: OperationID?,
        code: String,
        history: TenantHistory,
        now: Timestamp,
        _ actions: inout [SessionAction]
    ) {
        guard case .delivery(id, let sent) = flight?.load, operation == nil || operation == sent else { return }
        flight = nil
        let opening = history.operations[sent]?.operation.window.flatMap {
            WindowOpening.next($0, after: now, zones: zones)
        }
        // Counted whatever the codes were: a device that changes its mind each time gets no more tries than another.
        let attempts = retries[sent]?.attempts ?? 0
        guard let order = history.operations[sent]?.operation,
            let retry = RetrySchedule.after(code, attempts: attempts, operation: order, opening: opening, now: now)
        else {
            taken.insert(sent)
            retries[sent] = nil
            actions.append(.life(sent, TargetLife(stage: .delivered, since: now)))
            return
        }
        retries[sent] = retry
        actions.append(.life(sent, TargetLife(code: Keyword(code)?.text ?? "malformed")))
    }

    private mutating func judged(
        _ id: UInt64,
        _ verdicts: [UInt64: String],
        now: Timestamp,
        _ actions: inout [SessionAction]
    ) {
        guard case .evidence(id, let asked) = flight?.load else { return }
        flight = nil
        // What was not asked is not remembered, or a device could fill the memory.
        let verdicts = verdicts.filter { asked.contains($0.key) }
        for (index, code) in verdicts { memory.judged[index] = Keyword(code)?.text ?? "malformed" }
        // A leaf without a final verdict is sent again later, not at once and for ever.
        let isPassing = verdicts.isEmpty || verdicts.values.contains { EvidenceQueue.isPassing($0) }
        evidenceRetry = isPassing ? now.adding(seconds: RetrySchedule.backoff(evidenceAttempts)) : nil
        evidenceAttempts = isPassing ? evidenceAttempts + 1 : 0
        actions.append(.remember(memory))
        wake(.evidence)
    }

    private mutating func progress(
        _ operation: OperationID,
        _ stage: TargetLife.Stage,
        history: TenantHistory,
        now: Timestamp,
        _ actions: inout [SessionAction]
    ) {
        guard let order = history.operations[operation], order.names(device), order.receipts[device] == nil else {
            return
        }
        land(operation)
        retries[operation] = nil
        actions.append(.life(operation, TargetLife(stage: stage, since: now)))
    }

    /// The device shows that it has taken an order: its id is in the ledger, whatever was reported last.
    private mutating func land(_ operation: OperationID) {
        if let flight, case .delivery(_, operation) = flight.load {
            ledgerSize = max(ledgerSize, flight.ledgerSize &+ 1)
            self.flight = nil
        }
        taken.insert(operation)
    }

    private mutating func receipt(
        _ intake: ReceiptIntake,
        history: TenantHistory,
        now: Timestamp,
        _ actions: inout [SessionAction]
    ) {
        let sequence = intake.receipt.sequence
        land(intake.receipt.operation)
        switch intake.place(in: history) {
        case .logged(let index): unproven[sequence] = index
        case .problem(.chain) where sequence > history.devices[device]?.lastSequence ?? 0:
            // Not its turn yet: the one before may be on its way, or waits for its blobs.
            keep(intake)
        case .problem(let problem): actions.append(.sendReceiptProblem(sequence: sequence, problem: problem))
        case .next where logging != nil: keep(intake)
        case .next:
            logging = sequence
            actions.append(.log(intake))
        }
    }

    private mutating func keep(_ intake: ReceiptIntake) {
        guard backlog.count < Self.backlogLimit || backlog[intake.receipt.sequence] != nil else { return }
        backlog[intake.receipt.sequence] = intake
    }

    /// Takes up the receipt whose turn it is, if it has come already.
    private mutating func nextReceipt(_ history: TenantHistory, now: Timestamp, _ actions: inout [SessionAction]) {
        let sequence = (history.devices[device]?.lastSequence ?? 0) &+ 1
        backlog = backlog.filter { $0.key >= sequence }
        guard logging == nil, let next = backlog.removeValue(forKey: sequence) else { return }
        receipt(next, history: history, now: now, &actions)
    }

    private mutating func wake(_ cause: RetrySchedule.Wake) {
        for (operation, retry) in retries where !retry.wakes.isDisjoint(with: cause) {
            retries[operation] = RetrySchedule(
                code: retry.code,
                attempts: retry.attempts,
                at: Timestamp(seconds: .min),
                wakes: retry.wakes
            )
        }
    }
}

// What goes out.
extension DeviceSession {
    private mutating func proceed(_ history: TenantHistory, now: Timestamp, _ actions: inout [SessionAction]) {
        if let flight {
            if now.seconds(since: flight.sent) >= Self.answerSeconds {
                isOpen = false
                actions.append(.close(reason: "no-answer"))
            } else {
                actions.append(.wake(at: flight.sent.adding(seconds: Self.answerSeconds)))
            }
            return
        }
        // A device that holds more of the log than we do gets nothing until the log has caught up.
        guard reported.checkpointSize <= history.size else { return }
        if let evidence = nextEvidence(history, now: now) {
            send(.evidence(id: nextID, leaves: Set(evidence)), now: now)
            actions.append(.sendEvidence(id: nextID &- 1, leaves: evidence, from: reported.checkpointSize))
        } else if let (sequence, leaf) = unproven.min(by: { $0.key < $1.key }) {
            unproven[sequence] = nil
            flight = Flight(
                load: .proof(sequence: sequence, leaf: leaf),
                sent: now,
                ledgerSize: reported.ledgerSize
            )
            actions.append(.sendReceiptProof(sequence: sequence, leaf: leaf, from: reported.checkpointSize))
        } else if let wish = deliver(history, now: now, &actions) {
            actions.append(.wake(at: wish))
            return
        }
        if let flight { actions.append(.wake(at: flight.sent.adding(seconds: Self.answerSeconds))) }
    }

    private mutating func send(_ load: Flight.Load, now: Timestamp) {
        flight = Flight(load: load, sent: now, ledgerSize: max(ledgerSize, reported.ledgerSize))
        nextID &+= 1
    }

    private func nextEvidence(_ history: TenantHistory, now: Timestamp) -> [UInt64]? {
        if let evidenceRetry, now < evidenceRetry { return nil }
        let pending = EvidenceQueue.pending(device, history: history, memory: memory, reported: reported)
        return pending.isEmpty ? nil : pending
    }

    /// Sends the next order that is due; otherwise says when to look again.
    private mutating func deliver(
        _ history: TenantHistory,
        now: Timestamp,
        _ actions: inout [SessionAction]
    ) -> Timestamp? {
        guard memory.hold == nil, !reported.forkLatched else { return evidenceRetry }
        // A device whose disk could not take a statement or a cancel has not answered to it: what it would run then
        // might be what people have stopped.
        let pending = EvidenceQueue.pending(device, history: history, memory: memory, reported: reported)
        guard pending.allSatisfy({ memory.judged[$0] != nil }) else { return evidenceRetry }
        let orders = DueOperations(device, history: history, taken: taken, now: now, zones: zones)
        var wish = [orders.next, evidenceRetry].compactMap { $0 }.min()
        for id in orders.due {
            if let retry = retries[id], now < retry.at {
                wish = wish.map { min($0, retry.at) } ?? retry.at
                continue
            }
            guard let operation = history.operations[id], !history.words(on: id).stops.contains(where: pending.contains)
            else { continue }
            let words = history.words(on: id)
            let approvals = history.trust.map { CountingApprovals.indexes(operation, words, trust: $0, now: now) } ?? []
            let delivery = SessionAction.Delivery(
                id: nextID,
                operation: id,
                leaf: operation.order.index,
                approvals: approvals.suffix(WireLimits.approvals),
                content: operation.operation.action.contentSha256,
                from: reported.checkpointSize
            )
            send(.delivery(id: nextID, id), now: now)
            actions.append(.sendDelivery(delivery))
            return nil
        }
        return wish
    }
}
