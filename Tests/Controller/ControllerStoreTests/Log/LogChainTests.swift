import ControllerCore
import ControllerStore
import GRDB
import Model
import TestSupport
import Testing
import TransparencyLog

/// What the log refuses to take twice or out of turn, with real statements.
@Suite struct LogChainTests {
    private let statements = StatementFixtures()

    private func draft(_ kind: EntryKind, _ text: StatementText, claims: [LogClaim] = []) throws -> LogDraft {
        let signatures = statements.signer(of: kind).map { [$0.sign(text, for: kind)] } ?? []
        return try LogDraft(kind: kind, text: text, signatures: signatures, claims: claims)
    }

    private func receipt(_ receipt: Receipt) throws -> LogDraft {
        let text = receipt.rendered()
        return try LogDraft(
            kind: .receipt,
            text: text,
            signatures: [statements.receiptKey.sign(text, for: .receipt)],
            precondition: LogPrecondition.follows(receipt)
        )
    }

    private var second: Operation { statements.operation(id: .literal("019ab4c2-7d1e-7c3a-9f00-5a1d2b3c4d5f")) }

    @Test(arguments: LogImplementation.allCases)
    func `receipts are taken in the order of their chain only`(_ implementation: LogImplementation) async throws {
        let fixture = try await LogFixture(implementation)
        let first = statements.receipt(for: statements.operation())
        let next = statements.receipt(for: second, sequence: 2, previous: first.rendered().sha256)
        let stranger = statements.receipt(for: second, sequence: 2, previous: statements.digest("other"))
        let broken = LogError.chainBroken(device: statements.device, sequence: 2)
        await #expect(throws: broken) { try await fixture.log.append([receipt(next)]) }
        _ = try await fixture.log.append([receipt(first)])
        await #expect(throws: broken) { try await fixture.log.append([receipt(stranger)]) }
        #expect(try await fixture.log.append([receipt(next)]).map(\.index) == [1])
        let again = LogError.alreadyLogged(.receipt(statements.device, sequence: 1), index: 0)
        await #expect(throws: again) { try await fixture.log.append([receipt(first)]) }
    }

    @Test(arguments: LogImplementation.allCases)
    func `a device answers an operation once`(_ implementation: LogImplementation) async throws {
        let fixture = try await LogFixture(implementation)
        let operation = statements.operation()
        let first = statements.receipt(for: operation)
        _ = try await fixture.log.append([receipt(first)])
        let twice = statements.receipt(for: operation, sequence: 2, previous: first.rendered().sha256)
        let again = LogError.alreadyLogged(.answer(operation.id, by: statements.device), index: 0)
        await #expect(throws: again) { try await fixture.log.append([receipt(twice)]) }
    }

    @Test(arguments: LogImplementation.allCases)
    func `the last use of a token is not shared`(_ implementation: LogImplementation) async throws {
        let fixture = try await LogFixture(implementation)
        let use = LogClaim.tokenUse(statements.digest("token"), number: 1)
        _ = try await fixture.log.append([draft(.enrolment, statements.enrolment().rendered(), claims: [use])])
        await #expect(throws: LogError.alreadyLogged(use, index: 0)) {
            try await fixture.log.append([draft(.system, statements.system().rendered(), claims: [use])])
        }
    }

    @Test func `claims are made again from the leaves`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("acme.sqlite")
        let fixture = try await LogFixture(storage: SQLiteLogStorage(path: path), folder: folder)
        let operation = statements.operation()
        let use = LogClaim.tokenUse(statements.digest("token"), number: 1)
        _ = try await fixture.log.append([
            draft(.root, statements.root().rendered()),
            draft(.enrolment, statements.enrolment().rendered(), claims: [use]),
            draft(.device, statements.deviceStatement().rendered()), draft(.operation, operation.rendered()),
            receipt(statements.receipt(for: operation)),
        ])
        let queue = try DatabaseQueue(path: path)
        let sql = "SELECT text || ' ' || idx FROM claim ORDER BY text"
        let before = try await queue.read { try String.fetchAll($0, sql: sql) }
        try await queue.write { try $0.execute(sql: "DELETE FROM claim; DELETE FROM node") }
        _ = try await LogFixture(storage: SQLiteLogStorage(path: path), folder: folder)
        #expect(before.count == 7)
        #expect(try await queue.read { try String.fetchAll($0, sql: sql) } == before)
    }

    @Test(arguments: LogImplementation.allCases)
    func `leaves are proven to one who holds an older checkpoint`(_ implementation: LogImplementation) async throws {
        let fixture = try await LogFixture(implementation)
        try await fixture.append(11)
        let line = "\u{2014} witness.example AAAAAAAA\n"
        try await fixture.log.record(StoredCosignature(size: 9, witness: "witness.example", time: 1, line: line))
        let older = try await fixture.log.root(of: 4)
        for (size, expected) in [(nil, 11), (9, 9)] as [(UInt64?, UInt64)] {
            let proven = try await fixture.log.prove([0, 3, 8], from: 4, at: size)
            #expect(proven.size == expected)
            #expect(proven.checkpoint.hasSuffix(line) == (expected == 9))
            let checkpoint = try Checkpoint(text: SignedNote(proven.checkpoint).text)
            #expect(
                ConsistencyProof.verify(proven.consistency, from: (4, older), to: (checkpoint.size, checkpoint.root))
            )
            for leaf in proven.leaves {
                #expect(
                    InclusionProof.verify(
                        leaf.inclusion,
                        index: leaf.index,
                        size: expected,
                        leafHash: MerkleHash.leaf(leaf.leaf),
                        root: checkpoint.root
                    )
                )
            }
        }
        await #expect(throws: LogError.outOfRange(asked: 12, size: 11)) { try await fixture.log.prove([], from: 12) }
        await #expect(throws: LogError.outOfRange(asked: 11, size: 11)) { try await fixture.log.prove([11], from: 0) }
    }
}
