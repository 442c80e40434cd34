import Model
import TestSupport
import Testing
import TransparencyLog

@Suite struct LogSequenceTests {
    private let fixtures = StatementFixtures()

    private func time(_ seconds: Int64) -> Timestamp { fixtures.issued.adding(seconds: seconds) }

    private func enrolment(at seconds: Int64 = 1) throws -> [UInt8] {
        try fixtures.leaf(.enrolment, fixtures.enrolment().rendered(), at: time(seconds))
    }

    private func receipt(
        _ number: UInt64,
        _ sequence: UInt64,
        after previous: Digest = Receipt.noPrevious
    ) throws -> (leaf: [UInt8], digest: Digest) {
        let id: OperationID = .literal("019ab4c2-7d1e-7c3a-9f00-00000000000\(number)")
        let text = fixtures.receipt(
            for: fixtures.operation(id: id),
            sequence: sequence,
            previous: previous
        ).rendered()
        return (try fixtures.leaf(.receipt, text, at: time(10)), text.sha256)
    }

    private func refused(_ leaf: [UInt8], in log: LogSequence) -> Refusal? {
        var copy = log
        return refusal { () throws(Refusal) in try copy.append(leaf: leaf) }
    }

    @Test func `receipts form a chain for each device`() throws {
        var log = LogSequence(tenant: fixtures.tenant)
        try log.append(leaf: enrolment())
        let first = try receipt(1, 1)
        let second = try receipt(2, 2, after: first.digest)
        try log.append(leaf: first.leaf)
        #expect(refused(first.leaf, in: log) == Refusal(.chain, "statement.sequence"))
        #expect(try refused(receipt(3, 3, after: second.digest).leaf, in: log) == Refusal(.chain, "statement.sequence"))
        #expect(
            try refused(receipt(2, 2, after: fixtures.digest("x")).leaf, in: log)
                == Refusal(.chain, "statement.previous")
        )
        #expect(
            try refused(receipt(1, 2, after: first.digest).leaf, in: log)
                == Refusal(.duplicate, "statement.operation")
        )
        try log.append(leaf: second.leaf)
        #expect(log.size == 3)
        #expect(log.devices[fixtures.device]?.sequence == 2)
        #expect(log.devices[fixtures.device]?.lastReceipt == second.digest)
        #expect(log.hasReceipt(for: .literal("019ab4c2-7d1e-7c3a-9f00-000000000002"), of: fixtures.device))
    }

    @Test func `a receipt before the enrolment has no signer`() throws {
        let log = LogSequence(tenant: fixtures.tenant)
        #expect(try refused(receipt(1, 1).leaf, in: log) == Refusal(.signer, "signatures[0]"))
    }

    @Test func `time stands still or goes on`() throws {
        var log = LogSequence(tenant: fixtures.tenant)
        try log.append(leaf: fixtures.leaf(.note, fixtures.note().rendered(), at: time(5)))
        #expect(try refused(enrolment(at: 5), in: log) == nil)
        #expect(try refused(enrolment(at: 4), in: log) == Refusal(.order, "at"))
    }

    @Test func `a device is enrolled once`() throws {
        var log = LogSequence(tenant: fixtures.tenant)
        try log.append(leaf: enrolment())
        #expect(try refused(enrolment(at: 2), in: log) == Refusal(.duplicate, "statement.device"))
    }

    @Test func `another tenant's entry is refused`() throws {
        let log = LogSequence(tenant: .literal("umbrella"))
        #expect(try refused(enrolment(), in: log) == Refusal(.tenant, "statement.tenant"))
    }

    @Test func `inventory is signed by the enrolled agent key`() throws {
        var log = LogSequence(tenant: fixtures.tenant)
        let text = fixtures.inventory().rendered()
        let good = try fixtures.leaf(.inventory, text, at: time(9))
        #expect(refused(good, in: log) == Refusal(.signer, "signatures[0]"))
        try log.append(leaf: enrolment())
        #expect(refused(good, in: log) == nil)
        let wrong = try fixtures.leaf(.inventory, text, at: time(9), signedBy: [fixtures.receiptKey])
        #expect(refused(wrong, in: log) == Refusal(.signer, "signatures[0]"))
    }

    @Test func `a refused entry changes nothing`() throws {
        var log = LogSequence(tenant: fixtures.tenant)
        try log.append(leaf: enrolment())
        let late = try receipt(1, 2, after: fixtures.digest("x")).leaf
        #expect(refusal { () throws(Refusal) in try log.append(leaf: late) } != nil)
        #expect(log.latest == time(1) && log.size == 1)
    }
}
