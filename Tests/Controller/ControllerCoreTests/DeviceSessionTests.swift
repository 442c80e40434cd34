import ControllerCore
import Model
import TestSupport
import Testing
import TransparencyLog
import Trust
import Wire

@Suite struct DeviceSessionTests {
    private static let boot = BootID.literal("7d0c5f2e-6a53-4d9a-9d0e-1f2a3b4c5d6e")

    private var log: LogScript
    private let now: Timestamp
    private var session: DeviceSession

    init() throws {
        log = try LogScript()
        now = log.fixtures.issued.adding(seconds: 60)
        session = DeviceSession(device: log.fixtures.device, memory: DeviceMemory(), zones: log.zones)
    }

    /// What the device reports that has seen everything up to a size.
    private func status(
        size: UInt64 = 3,
        ledger: UInt64 = 0,
        sequence: UInt64 = 0,
        spooled: UInt32 = 0,
        version: UInt64 = 1,
        latched: Bool = false
    ) -> ReportedStatus {
        ReportedStatus(
            checkpointSize: size,
            ledgerSize: ledger,
            lastSequence: sequence,
            spooled: spooled,
            deviceVersion: version,
            forkLatched: latched
        )
    }

    private mutating func open(_ status: ReportedStatus, rival: Bool = false) -> [SessionAction] {
        session.open(
            status,
            bootID: Self.boot,
            agentVersion: "1.0.0",
            rival: rival,
            history: log.history,
            now: now
        )
    }

    private mutating func handle(_ event: SessionEvent, after seconds: Int64 = 0) -> [SessionAction] {
        session.handle(event, history: log.history, now: now.adding(seconds: seconds))
    }

    @Test mutating func `evidence goes before orders, one at a time`() throws {
        let operation = log.operation()
        let leaf = try log.order(operation)
        let first = open(status(size: 0, version: 0))
        #expect(first.sent == [.sendEvidence(id: 1, leaves: [2], from: 0)])
        let actions1 = handle(.tick, after: 1)
        #expect(actions1.sent.isEmpty)
        let second = handle(.judged(id: 1, verdicts: [2: "ok"], status: status(size: 4)))
        let delivery = SessionAction.Delivery(
            id: 2,
            operation: operation.id,
            leaf: leaf,
            approvals: [],
            content: operation.action.contentSha256,
            from: 4
        )
        #expect(second.sent == [.sendDelivery(delivery)])
        let actions2 = handle(.tick, after: 2)
        #expect(actions2.sent.isEmpty)
    }

    @Test mutating func `what was judged is not sent again at the next connection`() {
        _ = open(status(size: 0, version: 0))
        _ = handle(.judged(id: 1, verdicts: [2: "rule-unmet"], status: status(size: 3, version: 0)))
        var next = DeviceSession(device: log.fixtures.device, memory: session.memory, zones: log.zones)
        let actions = next.open(
            status(version: 0),
            bootID: Self.boot,
            agentVersion: "1.0.0",
            rival: false,
            history: log.history,
            now: now
        )
        #expect(actions.sent.isEmpty)
    }

    @Test mutating func `a passing verdict is asked for again, later`() {
        _ = open(status(size: 0, version: 0))
        let code = handle(.judged(id: 1, verdicts: [2: "clock"], status: status(size: 0, version: 0)))
        #expect(code.sent.isEmpty)
        let actions3 = handle(.tick, after: 4)
        #expect(actions3.sent.isEmpty)
        let actions4 = handle(.tick, after: 5)
        #expect(actions4.sent == [.sendEvidence(id: 2, leaves: [2], from: 0)])
    }

    @Test mutating func `a cancel goes before the order that it stops`() throws {
        try log.order(log.operation())
        let cancel = try log.append(.cancel, log.fixtures.cancel(of: log.operation()).rendered())
        let actions5 = open(status())
        #expect(actions5.sent == [.sendEvidence(id: 1, leaves: [cancel], from: 3)])
        let next = handle(.judged(id: 1, verdicts: [cancel: "ok"], status: status(size: 5)))
        #expect(next.deliveries == [log.fixtures.operationID])
    }

    @Test mutating func `an order waits while the device could not take its cancel`() throws {
        try log.order(log.operation())
        let cancel = try log.append(.cancel, log.fixtures.cancel(of: log.operation()).rendered())
        _ = open(status())
        let unanswered = handle(.judged(id: 1, verdicts: [:], status: status()))
        #expect(unanswered.sent.isEmpty)
        let again = handle(.tick, after: 5)
        #expect(again.sent == [.sendEvidence(id: 2, leaves: [cancel], from: 3)])
        let passing = handle(.judged(id: 2, verdicts: [cancel: "clock"], status: status()), after: 5)
        #expect(passing.sent.isEmpty)
    }

    @Test mutating func `nothing is delivered before the device has answered to a statement about it`() throws {
        try log.order(log.operation())
        _ = open(status(size: 0, version: 0))
        let unanswered = handle(.judged(id: 1, verdicts: [:], status: status(size: 0, version: 0)))
        #expect(unanswered.sent.isEmpty)
        _ = handle(.tick, after: 5)
        let answered = handle(.judged(id: 2, verdicts: [2: "ok"], status: status(size: 4)), after: 5)
        #expect(answered.deliveries == [log.fixtures.operationID])
    }

    @Test mutating func `a denied order is not delivered, its denial is`() throws {
        try log.order(log.operation())
        let denial = try log.append(.denial, log.fixtures.denial(of: log.operation()).rendered())
        let actions6 = open(status())
        #expect(actions6.sent == [.sendEvidence(id: 1, leaves: [denial], from: 3)])
        let actions7 = handle(.judged(id: 1, verdicts: [denial: "ok"], status: status(size: 5)))
        #expect(actions7.sent.isEmpty)
    }

    @Test mutating func `an order waits for every target's rule, and goes when it is met`() throws {
        try log.admit(version: 2, groups: ["finance"])
        let operation = log.operation()
        try log.order(operation)
        let actions8 = open(status(size: 5, version: 2))
        #expect(actions8.sent.isEmpty)
        let approval = Approval(
            tenant: operation.tenant,
            root: operation.root,
            operation: operation.id,
            statementSha256: operation.rendered().sha256,
            scriptSha256: operation.action.contentSha256,
            issued: operation.issued,
            expires: operation.expires
        )
        let index = try log.append(.approval, approval.rendered())
        guard case .sendDelivery(let delivery)? = handle(.changed).sent.first else {
            Issue.record("not delivered")
            return
        }
        #expect(delivery.approvals == [index])
    }

    /// The contact's approval of an order; the number makes its text another.
    private func approval(of operation: Operation, _ number: Int64 = 0) -> StatementText {
        Approval(
            tenant: operation.tenant,
            root: operation.root,
            operation: operation.id,
            statementSha256: operation.rendered().sha256,
            scriptSha256: operation.action.contentSha256,
            issued: operation.issued,
            expires: operation.expires.adding(seconds: -number)
        ).rendered()
    }

    @Test mutating func `of many approvals by one key the newest goes along`() throws {
        let operation = log.operation()
        try log.order(operation)
        let technician = try log.append(
            .approval,
            approval(of: operation, 600),
            signedBy: [log.fixtures.technician]
        )
        var newest: UInt64 = 0
        for number in 0..<70 { newest = try log.append(.approval, approval(of: operation, Int64(number))) }
        guard case .sendDelivery(let delivery)? = open(status()).sent.first else {
            Issue.record("not delivered")
            return
        }
        #expect(delivery.approvals == [technician, newest])
    }

    @Test mutating func `an approval that is over does not go along`() throws {
        let operation = log.operation()
        try log.order(operation)
        let seconds = operation.expires.seconds(since: now)
        try log.append(.approval, approval(of: operation, seconds))
        guard case .sendDelivery(let delivery)? = open(status()).sent.first else {
            Issue.record("not delivered")
            return
        }
        #expect(delivery.approvals.isEmpty)
    }

    @Test mutating func `verdicts on leaves that were not sent are not remembered, and wait`() {
        _ = open(status(size: 0, version: 0))
        let verdicts = Dictionary(uniqueKeysWithValues: (100..<200).map { (UInt64($0), "ok") })
        let actions = handle(.judged(id: 1, verdicts: verdicts, status: status(size: 0, version: 0)))
        #expect(session.memory.judged.isEmpty)
        #expect(actions.sent.isEmpty)
        #expect(handle(.tick, after: 5).sent == [.sendEvidence(id: 2, leaves: [2], from: 0)])
    }

    @Test mutating func `a version that the log never had keeps no statement back`() {
        #expect(open(status(size: 3, version: 9)).sent == [.sendEvidence(id: 1, leaves: [2], from: 3)])
    }

    @Test mutating func `a device that alternates its refusals gets no more tries`() throws {
        try log.order(log.operation())
        _ = open(status())
        var tries = 1
        for id in UInt64(1)...12 {
            let code = id.isMultiple(of: 2) ? "consistency" : "checkpoint-behind"
            let next = handle(.refused(delivery: id, operation: nil, code: code, status: nil))
            guard !next.deliveries.isEmpty else { break }
            tries += 1
        }
        #expect(tries == 4)
    }

    @Test mutating func `an order before its time wakes the session then`() throws {
        let start = now.adding(seconds: 600)
        try log.order(log.operation(notBefore: start))
        let actions = open(status())
        #expect(actions.sent.isEmpty)
        #expect(actions.wake == start)
        let actions9 = handle(.tick, after: 600)
        #expect(actions9.deliveries == [log.fixtures.operationID])
    }

    @Test mutating func `an expired order without its signatures is delivered to be answered`() throws {
        try log.admit(version: 2, groups: ["finance"])
        try log.order(log.operation())
        let actions10 = open(status(size: 5, version: 2))
        #expect(actions10.sent.isEmpty)
        let late = log.fixtures.expires.seconds(since: now)
        let actions11 = handle(.tick, after: late)
        #expect(actions11.deliveries == [log.fixtures.operationID])
    }

    @Test mutating func `a taken order is not sent twice`() throws {
        try log.order(log.operation())
        _ = open(status())
        let actions = handle(.progress(log.fixtures.operationID, .running))
        #expect(actions.contains(.life(log.fixtures.operationID, TargetLife(stage: .running, since: now))))
        let actions12 = handle(.tick, after: 30)
        #expect(actions12.sent.isEmpty)
    }

    @Test mutating func `a device whose ledger grew has taken the order`() throws {
        try log.order(log.operation())
        _ = open(status())
        let actions = handle(.status(status(size: 4, ledger: 1)))
        #expect(actions.contains(.life(log.fixtures.operationID, TargetLife(stage: .delivered, since: now))))
    }

    @Test mutating func `the status that counts one order does not stand for the next`() throws {
        let second = OperationID.literal("019ab4c2-7d1e-7c3a-9f00-5a1d2b3c4d60")
        try log.order(log.operation())
        try log.order(log.operation(id: second))
        let first = open(status())
        #expect(first.deliveries == [log.fixtures.operationID])
        // The run is announced before the status that counts it, and the next order goes out between the two.
        let next = handle(.progress(log.fixtures.operationID, .running))
        #expect(next.deliveries == [second])
        let late = handle(.status(status(size: 5, ledger: 1)))
        #expect(!late.contains(.life(second, TargetLife(stage: .delivered, since: now))))
        let behind = SessionEvent.refused(
            delivery: 2,
            operation: nil,
            code: "checkpoint-behind",
            status: status(size: 5, ledger: 1)
        )
        let again = handle(behind)
        #expect(again.deliveries == [second])
    }

    @Test mutating func `a refusal is retried after five seconds, then ten`() throws {
        try log.order(log.operation())
        _ = open(status())
        let refused = SessionEvent.refused(delivery: 1, operation: nil, code: "clock", status: status(size: 4))
        let actions13 = handle(refused)
        #expect(actions13.wake == now.adding(seconds: 5))
        let actions14 = handle(.tick, after: 4)
        #expect(actions14.sent.isEmpty)
        let actions15 = handle(.tick, after: 5)
        #expect(actions15.deliveries.count == 1)
        let again = SessionEvent.refused(delivery: 2, operation: nil, code: "clock", status: status(size: 4))
        let actions16 = handle(again, after: 5)
        #expect(actions16.wake == now.adding(seconds: 15))
    }

    @Test mutating func `a refusal of another delivery changes nothing`() throws {
        try log.order(log.operation())
        _ = open(status())
        _ = handle(.refused(delivery: 9, operation: nil, code: "clock", status: nil))
        let actions17 = handle(.tick, after: 30)
        #expect(actions17.sent.isEmpty)
    }

    @Test mutating func `a device that is ahead of its report gets the order again at once`() throws {
        try log.order(log.operation())
        _ = open(status())
        let behind = SessionEvent.refused(delivery: 1, operation: nil, code: "consistency", status: status(size: 4))
        guard case .sendDelivery(let delivery)? = handle(behind).sent.first else {
            Issue.record("not sent again")
            return
        }
        #expect(delivery.from == 4)
    }

    @Test mutating func `a silent device is given up after a minute`() throws {
        try log.order(log.operation())
        _ = open(status())
        let actions18 = handle(.tick, after: 60)
        #expect(actions18.contains(.close(reason: "no-answer")))
        let actions19 = handle(.tick, after: 61)
        #expect(actions19.isEmpty)
    }

    @Test mutating func `receipts are logged in turn and acknowledged`() throws {
        let operation = log.operation()
        let leaf = try log.order(operation)
        _ = open(status())
        let receipt = log.receipt(for: operation, leaf: leaf, checkpoint: try log.checkpoint())
        let intake = try log.intake(receipt)
        let actions20 = handle(.receipt(intake))
        #expect(actions20.contains(.log(intake)))
        let index = try log.append(.receipt, receipt.rendered())
        let actions = handle(.logged(sequence: 1))
        #expect(actions.sent == [.sendReceiptProof(sequence: 1, leaf: index, from: 3)])
        let actions21 = handle(.status(status(size: index + 1, ledger: 1, sequence: 1)))
        #expect(actions21.sent.isEmpty)
    }

    @Test mutating func `receipts before their turn wait for the one before`() throws {
        let first = log.operation()
        let second = log.operation(id: .literal("019ab4c2-7d1e-7c3a-9f00-5a1d2b3c4d60"))
        let leaf = try log.order(first)
        let other = try log.order(second)
        _ = open(status(size: 5, ledger: 2, sequence: 2, spooled: 2))
        let checkpoint = try log.checkpoint()
        let one = log.receipt(for: first, leaf: leaf, checkpoint: checkpoint)
        let previous = one.rendered().sha256
        let two = log.receipt(for: second, leaf: other, checkpoint: checkpoint, sequence: 2, previous: previous)
        let early = try handle(.receipt(log.intake(two)))
        #expect(!early.contains { if case .log = $0 { true } else { false } })
        let intake = try log.intake(one)
        let turn = handle(.receipt(intake))
        #expect(turn.contains(.log(intake)))
        try log.append(.receipt, one.rendered())
        let next = handle(.logged(sequence: 1))
        #expect(next.contains(.log(try log.intake(two))))
    }

    @Test mutating func `a receipt that is logged already is acknowledged again`() throws {
        let operation = log.operation()
        let leaf = try log.order(operation)
        let receipt = log.receipt(for: operation, leaf: leaf, checkpoint: try log.checkpoint())
        let index = try log.append(.receipt, receipt.rendered())
        _ = open(status(size: 5, ledger: 1, sequence: 1, spooled: 1))
        let actions22 = try handle(.receipt(log.intake(receipt)))
        #expect(actions22.sent == [.sendReceiptProof(sequence: 1, leaf: index, from: 5)])
    }

    @Test mutating func `another receipt with a logged sequence is a broken chain`() throws {
        let operation = log.operation()
        let leaf = try log.order(operation)
        let checkpoint = try log.checkpoint()
        try log.append(.receipt, log.receipt(for: operation, leaf: leaf, checkpoint: checkpoint).rendered())
        _ = open(status(size: 5, ledger: 1, sequence: 1))
        let other = log.receipt(for: operation, leaf: leaf, checkpoint: checkpoint, outcome: .expired)
        let actions23 = try handle(.receipt(log.intake(other)))
        #expect(actions23.contains(.sendReceiptProblem(sequence: 1, problem: .chain)))
    }

    @Test mutating func `a proof that the device did not take is sent again`() throws {
        let operation = log.operation()
        let leaf = try log.order(operation)
        let receipt = log.receipt(for: operation, leaf: leaf, checkpoint: try log.checkpoint())
        let index = try log.append(.receipt, receipt.rendered())
        _ = open(status(size: 4, ledger: 1, sequence: 1, spooled: 1))
        _ = handle(.receipt(try log.intake(receipt)))
        let again = handle(.status(status(size: 5, ledger: 1, sequence: 1, spooled: 1)))
        #expect(again.sent == [.sendReceiptProof(sequence: 1, leaf: index, from: 5)])
    }

    @Test mutating func `a ledger that went back puts the device on hold until people speak`() throws {
        session = DeviceSession(
            device: log.fixtures.device,
            memory: DeviceMemory(ledgerSize: 5, lastSequence: 5),
            zones: log.zones
        )
        try log.order(log.operation())
        let actions = open(status(ledger: 4, sequence: 5))
        #expect(actions.first == .hello(onHold: true))
        #expect(actions.deliveries.isEmpty)
        #expect(session.hold?.reason == .ledgerBehind)
        let actions24 = handle(.status(status(ledger: 4, sequence: 5)))
        #expect(actions24.deliveries.isEmpty)
        let statement = try log.admit(version: 2, groups: ["desktops"])
        let evidence = handle(.changed)
        #expect(session.hold == nil)
        #expect(evidence.sent == [.sendEvidence(id: 1, leaves: [statement], from: 3)])
    }

    @Test mutating func `one identity in two places is put on hold`() {
        let actions = open(status(), rival: true)
        #expect(actions.contains { if case .flag(let hold) = $0 { hold.reason == .twoPlaces } else { false } })
    }

    @Test mutating func `a latched device gets no orders`() throws {
        try log.order(log.operation())
        let actions25 = open(status(latched: true))
        #expect(actions25.deliveries.isEmpty)
    }

    @Test mutating func `a device that holds more of the log than we do gets nothing`() throws {
        try log.order(log.operation())
        let actions26 = open(status(size: 99))
        #expect(actions26.sent.isEmpty)
    }

    @Test mutating func `a retired device is shown the door`() throws {
        try log.admit(version: 2, state: .retired, groups: [])
        let actions27 = open(status())
        #expect(actions27 == [.close(reason: "retired")])
    }
}

@Suite struct HoldJudgeTests {
    private let now = Timestamp.literal("2026-11-24T21:00:00Z")

    @Test(arguments: [
        (ledger: UInt64(5), sequence: UInt64(5), isHeld: false), (6, 7, false), (4, 5, true), (5, 4, true),
        (0, 0, true),
    ])
    func `a step back of ledger or sequence holds`(_ sample: (ledger: UInt64, sequence: UInt64, isHeld: Bool)) {
        let memory = DeviceMemory(ledgerSize: 5, lastSequence: 5)
        let reported = ReportedStatus(ledgerSize: sample.ledger, lastSequence: sample.sequence)
        #expect((HoldJudge.judge(memory, reported: reported, version: 1, now: now) != nil) == sample.isHeld)
    }

    @Test func `only a newer device statement ends a hold`() {
        let hold = DeviceHold(reason: .ledgerBehind, since: now, version: 3)
        let memory = DeviceMemory(ledgerSize: 5, lastSequence: 5, hold: hold)
        let reported = ReportedStatus(ledgerSize: 9, lastSequence: 9)
        #expect(HoldJudge.judge(memory, reported: reported, version: 3, now: now) == hold)
        #expect(HoldJudge.judge(memory, reported: reported, version: 4, now: now) == nil)
    }

    @Test func `two boots within ten seconds are two places, one boot or a later one is not`() {
        let first = BootID.literal("7d0c5f2e-6a53-4d9a-9d0e-1f2a3b4c5d6e")
        let second = BootID.literal("8d0c5f2e-6a53-4d9a-9d0e-1f2a3b4c5d6e")
        let soon = now.adding(seconds: 9)
        #expect(HoldJudge.isInTwoPlaces(older: first, lastHeard: now, newer: second, now: soon))
        #expect(!HoldJudge.isInTwoPlaces(older: first, lastHeard: now, newer: first, now: soon))
        #expect(!HoldJudge.isInTwoPlaces(older: first, lastHeard: now, newer: second, now: now.adding(seconds: 10)))
        #expect(!HoldJudge.isInTwoPlaces(older: nil, lastHeard: now, newer: second, now: soon))
    }
}

@Suite struct RetryScheduleTests {
    private let now = Timestamp.literal("2026-11-24T21:00:00Z")

    private func after(_ code: String, attempts: Int = 0, notBefore: Timestamp? = nil, opening: Timestamp? = nil) throws
        -> RetrySchedule?
    {
        let operation = try LogScript().operation(notBefore: notBefore)
        return RetrySchedule.after(code, attempts: attempts, operation: operation, opening: opening, now: now)
    }

    @Test func `a replay is with the device`() throws {
        #expect(try after("replay") == nil)
    }

    @Test func `not-yet waits for notBefore`() throws {
        #expect(try after("not-yet", notBefore: now.adding(seconds: 900))?.at == now.adding(seconds: 900))
        #expect(try after("not-yet")?.at == now.adding(seconds: 5))
    }

    @Test func `a window waits for its opening`() throws {
        #expect(try after("window", opening: now.adding(seconds: 3_600))?.at == now.adding(seconds: 3_600))
    }

    private static let wakes: [(String, RetrySchedule.Wake)] = [
        ("busy", .receipt), ("spool-full", .receipt), ("rule-unmet", [.evidence, .status]),
        ("quarantined", [.evidence, .status]), ("local-stop", .status), ("clock", []), ("no-such-code", []),
    ]

    @Test(arguments: wakes)
    func `each code knows what wakes it`(_ code: String, _ wakes: RetrySchedule.Wake) throws {
        let retry = try after(code)
        #expect(retry?.wakes == wakes)
        #expect(retry?.at == now.adding(seconds: 5))
    }

    @Test func `a size that was told is used at once, three times`() throws {
        #expect(try after("checkpoint-behind", attempts: 2)?.at == now)
        #expect(try after("checkpoint-behind", attempts: 3)?.at == now.adding(seconds: 40))
    }

    @Test(arguments: [(0, Int64(5)), (1, 10), (2, 20), (6, 320), (7, 600), (1_000_000, 600), (-1, 5)])
    func `waiting doubles up to ten minutes`(_ attempts: Int, _ seconds: Int64) {
        #expect(RetrySchedule.backoff(attempts) == seconds)
    }

    @Test func `a window opens at the next of its minutes`() {
        // 2026-11-24 is a Tuesday; 21:00 UTC is 05:00 on Wednesday in Shanghai.
        let hours = Hours(zone: ShanghaiZone.name, days: [3], from: 540, to: 1_080)
        let opening = WindowOpening.next(hours, after: now, zones: ShanghaiZone())
        #expect(opening == .literal("2026-11-25T01:00:00Z"))
        let friday = Hours(zone: ShanghaiZone.name, days: [2], from: 0, to: 60)
        #expect(WindowOpening.next(friday, after: now, zones: ShanghaiZone()) == .literal("2026-11-30T16:00:00Z"))
    }
}

extension LogScript {
    /// A receipt as the device reports it.
    func intake(_ receipt: Receipt, key: TestKey? = nil) throws -> ReceiptIntake {
        let text = receipt.rendered()
        let signed = SignedText(
            statement: text.bytes,
            signature: (key ?? fixtures.receiptKey).sign(text, for: .receipt)
        )
        return try ReceiptIntake(signed, tenant: fixtures.tenant, device: fixtures.device)
    }
}

extension [SessionAction] {
    /// What goes to the device, apart from the hello.
    var sent: [SessionAction] {
        filter {
            switch $0 {
            case .sendEvidence, .sendDelivery, .sendReceiptProof: true
            default: false
            }
        }
    }

    var deliveries: [OperationID] {
        compactMap { if case .sendDelivery(let delivery) = $0 { delivery.operation } else { nil } }
    }

    var wake: Timestamp? {
        compactMap { if case .wake(let time) = $0 { time } else { nil } }.last
    }
}
