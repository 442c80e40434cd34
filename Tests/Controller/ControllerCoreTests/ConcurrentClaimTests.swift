import ControllerCore
import Model
import TestSupport
import Testing
import TransparencyLog
import Wire

/// Many at once: what may happen once happens once.
@Suite struct ConcurrentClaimTests {
    private func log(_ script: LogScript) async throws -> TenantLog {
        try await TenantLog(storage: MemoryLogStorage(), signer: script.fixtures.logSigner) { script.fixtures.issued }
    }

    /// Appends all drafts at once, and counts those that the log took.
    private func wins(_ drafts: [LogDraft], _ log: TenantLog) async -> Int {
        await withTaskGroup(of: Bool.self) { tasks in
            for draft in drafts {
                tasks.addTask {
                    do {
                        _ = try await log.append([draft])
                        return true
                    } catch {
                        return false
                    }
                }
            }
            return await tasks.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
    }

    @Test func `of many enrolments with the same use of a token one is logged`() async throws {
        let script = try LogScript()
        var random = SeededRandom()
        let secret = BearerSecret.make(random: &random)
        let drafts = try (0..<32).map { number in
            let key = TestKey("device \(number)")
            let enrolment = script.enrolment(of: key)
            let text = enrolment.rendered()
            let order = EnrolmentJudge.Order(
                token: secret,
                csrSHA256: enrolment.csrSha256,
                statement: text,
                signature: key.sign(text, for: .enrolment)
            )
            return try EnrolmentJudge.draft(of: order, enrolment, use: 1)
        }
        let log = try await log(script)
        #expect(await wins(drafts, log) == 1)
        #expect(try await log.size() == 1)
    }

    @Test func `of many receipts for the same place in a chain one is logged`() async throws {
        var script = try LogScript()
        let checkpoint = try script.checkpoint()
        var random = SeededRandom()
        var drafts: [LogDraft] = []
        for _ in 0..<16 {
            let operation = script.operation(id: .make(at: script.fixtures.issued, random: &random))
            let leaf = try script.order(operation)
            let intake = try script.intake(script.receipt(for: operation, leaf: leaf, checkpoint: checkpoint))
            #expect(intake.place(in: script.history) == .next)
            drafts.append(try intake.draft(in: script.history))
        }
        let log = try await log(script)
        #expect(await wins(drafts, log) == 1)
    }

    @Test func `a receipt is logged behind the one it names, whatever its sender's other connection wrote`()
        async throws
    {
        var script = try LogScript()
        let checkpoint = try script.checkpoint()
        let first = script.operation()
        var random = SeededRandom()
        let second = script.operation(id: .make(at: script.fixtures.issued, random: &random))
        let third = script.operation(id: .make(at: script.fixtures.issued, random: &random))
        let leaves = try [first, second, third].map { try script.order($0) }
        let log = try await log(script)
        let one = script.receipt(for: first, leaf: leaves[0], checkpoint: checkpoint)
        let other = script.receipt(for: second, leaf: leaves[1], checkpoint: checkpoint)
        let next = script.receipt(
            for: third,
            leaf: leaves[2],
            checkpoint: checkpoint,
            sequence: 2,
            previous: one.rendered().sha256
        )
        // Judged where `one` was the last; written to a log that has taken `other` in its place.
        var judged = script
        try judged.append(.receipt, one.rendered())
        let intake = try judged.intake(next)
        #expect(intake.place(in: judged.history) == .next)
        let broken = LogError.chainBroken(device: script.fixtures.device, sequence: 2)
        await #expect(throws: broken) { try await log.append([intake.draft(in: judged.history)]) }
        _ = try await log.append([script.intake(other).draft()])
        await #expect(throws: broken) { try await log.append([intake.draft(in: judged.history)]) }
        #expect(try await log.size() == 1)
    }

    @Test func `an order is answered once, though the device has answered many others`() throws {
        var script = try LogScript()
        let checkpoint = try script.checkpoint()
        let operation = script.operation()
        let leaf = try script.order(operation)
        let first = script.receipt(for: operation, leaf: leaf, checkpoint: checkpoint)
        try script.append(.receipt, first.rendered())
        let again = script.receipt(
            for: operation,
            leaf: leaf,
            checkpoint: checkpoint,
            sequence: 2,
            previous: first.rendered().sha256
        )
        #expect(try script.intake(again).place(in: script.history) == .problem(.duplicate))
    }
}
