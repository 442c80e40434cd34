import ControllerCore
import ControllerStore
import Model
import TestSupport
import Testing
import TransparencyLog

/// Full queues, full disks, lost answers and notes that should not exist.
@Suite struct LogFaultTests {
    @Test(arguments: LogImplementation.allCases)
    func `a full queue refuses at once and the waiting calls still succeed`(
        _ implementation: LogImplementation
    ) async throws {
        let folder = try TemporaryFolder()
        let storage = FaultyLogStorage(try implementation.makeStorage(in: folder))
        let limits = LogQueueLimits(waitingEntries: 2, waitingBytes: 1 << 20, batchEntries: 16)
        let fixture = try await LogFixture(storage: storage, folder: folder, limits: limits)
        let log = fixture.log
        let gate = storage.holdNextWrite()
        async let first = log.append([LogFixture.draft("held")])
        await gate.waitUntilEntered()
        await #expect(throws: LogError.queueFull(waiting: 0, limit: 2)) {
            try await log.append([LogFixture.draft("1"), LogFixture.draft("2"), LogFixture.draft("3")])
        }
        gate.release()
        #expect(try await first.map(\.index) == [0])
        #expect(try await log.append([LogFixture.draft("1"), LogFixture.draft("2")]).map(\.index) == [1, 2])
    }

    @Test(arguments: LogImplementation.allCases)
    func `calls that come during a commit share the next one`(_ implementation: LogImplementation) async throws {
        let folder = try TemporaryFolder()
        let storage = FaultyLogStorage(try implementation.makeStorage(in: folder))
        let fixture = try await LogFixture(storage: storage, folder: folder)
        let log = fixture.log
        let gate = storage.holdNextWrite()
        async let first = log.append([LogFixture.draft("held")])
        await gate.waitUntilEntered()
        struct No: Error {}
        let others = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<6 {
                group.addTask {
                    let draft = try LogFixture.draft("n\(number)") { _ in
                        if number == 3 { throw No() }
                    }
                    do {
                        return try await log.append([draft]).count
                    } catch is No {
                        return 0
                    }
                }
            }
            group.addTask {
                // All six may or may not be queued by now: either way each is judged for itself.
                gate.release()
                return 0
            }
            return try await group.reduce(0, +)
        }
        #expect(try await first.count == 1)
        #expect(others == 5)
        #expect(try await fixture.verifiedLeaves().count == 6)
    }

    @Test(arguments: LogImplementation.allCases)
    func `a disk that refuses is reported and the next append goes on`(_ implementation: LogImplementation) async throws
    {
        let folder = try TemporaryFolder()
        let storage = FaultyLogStorage(try implementation.makeStorage(in: folder))
        let fixture = try await LogFixture(storage: storage, folder: folder)
        try await fixture.append(2)
        storage.failNext(.refused)
        await #expect(throws: LogError.cannotWrite(path: storage.path, cause: "database or disk is full")) {
            try await fixture.append(1)
        }
        #expect(try await fixture.verifiedLeaves().count == 2)
        try await fixture.append(1)
        #expect(try await fixture.verifiedLeaves().count == 3)
    }

    @Test(arguments: LogImplementation.allCases)
    func `a commit whose answer was lost shows when the call is repeated`(_ implementation: LogImplementation)
        async throws
    {
        let folder = try TemporaryFolder()
        let storage = FaultyLogStorage(try implementation.makeStorage(in: folder))
        let fixture = try await LogFixture(storage: storage, folder: folder)
        try await fixture.append(2)
        storage.failNext(.replyLost)
        let draft = try LogFixture.draft("once", claims: ["operation/7"])
        await #expect(throws: LogError.cannotWrite(path: storage.path, cause: "disk I/O error")) {
            try await fixture.log.append([draft])
        }
        await #expect(throws: LogError.alreadyLogged(LogClaim(text: "operation/7"), index: 2)) {
            try await fixture.log.append([draft])
        }
        try await fixture.append(1)
        #expect(try await fixture.verifiedLeaves().count == 4)
    }

    @Test(arguments: LogImplementation.allCases)
    func `a log behind a note of its own key appends nothing more, also after a restart`(
        _ implementation: LogImplementation
    ) async throws {
        let fixture = try await LogFixture(implementation)
        try await fixture.append(3)
        let ahead = try fixture.signer.sign(Checkpoint(origin: LogFixture.origin, size: 5, root: .zero)).raw
        await #expect(throws: LogError.behind(size: 3, seen: 5)) { try await fixture.log.observe(note: ahead) }
        await #expect(throws: LogError.behind(size: 3, seen: 5)) { try await fixture.append(1) }
        let again = try await TenantLog(storage: fixture.storage, signer: fixture.signer) { Timestamp(seconds: 0) }
        await #expect(throws: LogError.behind(size: 3, seen: 5)) {
            try await again.append([LogFixture.draft("more")])
        }
        #expect(try await fixture.verifiedLeaves().count == 3)
    }

    @Test(arguments: LogImplementation.allCases)
    func `two trees of one size are a fork for good`(_ implementation: LogImplementation) async throws {
        let fixture = try await LogFixture(implementation)
        try await fixture.append(3)
        let stored = try await fixture.log.root(of: 2)
        let other = try fixture.signer.sign(Checkpoint(origin: LogFixture.origin, size: 2, root: .zero)).raw
        let fork = LogError.forked(size: 2, stored: stored, seen: .zero)
        await #expect(throws: fork) { try await fixture.log.observe(note: other) }
        await #expect(throws: fork) { try await fixture.append(1) }
    }

    @Test(arguments: LogImplementation.allCases)
    func `a note that the log has itself, and one of somebody else, change nothing`(
        _ implementation: LogImplementation
    ) async throws {
        let fixture = try await LogFixture(implementation)
        try await fixture.append(3)
        try await fixture.log.observe(note: #require(fixture.log.checkpoint(atOrAfter: 2)).note)
        let stranger = try LogFixture.signer(seed: 9).sign(Checkpoint(origin: LogFixture.origin, size: 9, root: .zero))
            .raw
        await #expect(throws: LogError.self) { try await fixture.log.observe(note: stranger) }
        await #expect(throws: LogError.self) { try await fixture.log.observe(note: "no note") }
        try await fixture.append(1)
        #expect(try await fixture.verifiedLeaves().count == 4)
    }

    @Test func `what a reader would refuse is not queued`() throws {
        let fixtures = StatementFixtures()
        let enrolment = fixtures.enrolment().rendered()
        let stranger = fixtures.technician.sign(enrolment, for: .enrolment)
        #expect(throws: Refusal.self) { try LogDraft(kind: .enrolment, text: enrolment, signatures: [stranger]) }
        #expect(throws: Refusal.self) { try LogDraft(kind: .enrolment, text: enrolment, signatures: []) }
        #expect(throws: Refusal.self) { try LogDraft(kind: .system, text: StatementText("{}"), signatures: []) }
    }

    @Test func `a statement claims its own place in the log`() throws {
        let fixtures = StatementFixtures()
        let operation = fixtures.operation()
        let text = operation.rendered()
        let draft = try LogDraft(
            kind: .operation,
            text: text,
            signatures: [fixtures.technician.sign(text, for: .operation)],
            claims: [LogClaim(text: "more"), .operation(operation.id)]
        )
        #expect(draft.claims == [.operation(operation.id), LogClaim(text: "more")])
        let time = Timestamp(seconds: 1_795_000_000)
        let entry = try Entry(leaf: draft.leaf(at: time))
        #expect(entry.at == time)
        #expect(entry.statementText == text)
    }
}
