// Where Dispatch is loaded first, its module is the one that declares `stat`.
import CDispatch
import ExecutorCore
import Glibc
import Model
import SQLiteAccess
import Testing
import TransparencyLog

@testable import ExecutorHost

/// What every ``ExecutorStore`` must do; run against the SQLite one, opened anew where durability is the point.
@Suite struct ExecutorStoreTests {
    private let folder: TemporaryFolder
    private let store: ExecutorDatabase
    private var path: String { "\(folder.path)/executor.sqlite" }

    init() throws {
        folder = try TemporaryFolder()
        store = try ExecutorDatabase(path: "\(folder.path)/executor.sqlite")
    }

    // MARK: Fixtures

    private func operation(_ number: Int) throws -> OperationID {
        let digits = String(number)
        let tail = String(repeating: "0", count: 12 - digits.count) + digits
        return try #require(OperationID("019ab4c2-7d1e-7c3a-9f00-\(tail)"))
    }

    private func identity() throws -> ExecutorIdentity {
        ExecutorIdentity(
            tenant: try #require(TenantID("acme")),
            device: try #require(DeviceID("d-" + String(repeating: "a", count: 26))),
            receiptSeed: [UInt8](repeating: 1, count: 32),
            sealingPrivateKey: [UInt8](repeating: 2, count: 32),
            sealingKey: "x25519 AAAA",
            token: [3, 4]
        )
    }

    private func root(_ version: UInt64) -> StoredRoot {
        StoredRoot(version: version, statement: StatementText("{root \(version)}"), signatures: ["a\(version)", "b"])
    }

    private func checkpoint(_ size: UInt64, origin: String = "c.example/acme") -> StoredCheckpoint {
        StoredCheckpoint(origin: origin, size: size, root: Digest(sha256Of: [UInt8(size)]), note: "note \(size)\n")
    }

    private func time(_ seconds: Int64) -> Timestamp { Timestamp(seconds: 1_800_000_000 + seconds) }

    private func admission(_ number: Int, floor: Int64 = 0, people: [String] = []) throws -> Admission {
        Admission(
            operation: try operation(number),
            statementSha256: Digest(sha256Of: [UInt8(number & 0xff)]),
            leafIndex: UInt64(number),
            rule: try #require(RuleName("finance")),
            admitted: time(Int64(number)),
            floor: time(floor),
            emergencyOf: try people.map { try #require(PersonID($0)) },
            reviewSeconds: people.isEmpty ? 0 : 3_600,
            context: [1, 2, 3]
        )
    }

    private func decision(
        _ number: Int,
        outcome: String = "succeeded",
        blobs: [SpoolBlob] = [],
        signature: String = "signature"
    ) throws -> Decision {
        let end = try store.chainEnd()
        return Decision(
            operationSha256: Digest(sha256Of: [UInt8(number & 0xff)]),
            outcome: outcome,
            receipt: SpooledReceipt(
                sequence: end.sequence + 1,
                previous: end.sha256,
                operation: try operation(number),
                statement: StatementText("{receipt \(number)}"),
                signature: signature
            ),
            blobs: blobs
        )
    }

    private func blob(_ content: [UInt8]) -> SpoolBlob {
        SpoolBlob(sha256: Digest(sha256Of: content), content: content)
    }

    // MARK: Identity and trust

    @Test func `an identity is written once, with its root and checkpoint`() throws {
        #expect(try store.identity() == nil)
        #expect(throws: ExecutorStoreError.notEnrolled) { try store.confirmEnrolment() }
        try store.establish(try identity(), root: root(3), checkpoint: checkpoint(5), floor: time(0))
        let again = try ExecutorDatabase(path: path)
        #expect(try again.identity() == (try identity()))
        #expect(try again.roots() == [root(3)])
        #expect(try again.checkpoint() == checkpoint(5))
        #expect(throws: ExecutorStoreError.alreadyEnrolled) {
            try store.establish(try identity(), root: root(1), checkpoint: nil, floor: time(0))
        }
    }

    @Test func `the token is forgotten when the agent is confirmed`() throws {
        try store.establish(try identity(), root: root(1), checkpoint: nil, floor: time(0))
        try store.keep(enrolment: StatementText("{enrolment}"), signature: "s")
        try store.confirmEnrolment()
        #expect(try store.identity()?.token == nil)
        #expect(try store.enrolment()?.statement == StatementText("{enrolment}"))
        #expect(try store.enrolment()?.signature == "s")
    }

    @Test func `roots follow one another`() throws {
        try store.establish(try identity(), root: root(3), checkpoint: nil, floor: time(0))
        for version: UInt64 in [2, 3, 5] {
            #expect(throws: ExecutorStoreError.rootVersion(held: 3, offered: version)) {
                try store.accept(root: root(version), floor: time(0), startsLog: false)
            }
        }
        try store.accept(root: root(4), floor: time(9), startsLog: false)
        #expect(try store.roots() == [root(3), root(4)])
        #expect(try store.timeFloor() == time(9))
    }

    @Test func `a checkpoint never goes back within its log`() throws {
        try store.establish(try identity(), root: root(1), checkpoint: checkpoint(5), floor: time(0))
        #expect(throws: ExecutorStoreError.checkpointBehind(held: 5, offered: 4)) {
            try store.advance(checkpoint: checkpoint(4), floor: time(100))
        }
        #expect(try store.timeFloor() == time(0))
        try store.advance(checkpoint: checkpoint(5), floor: time(1))
        try store.advance(checkpoint: checkpoint(9), floor: time(0))
        #expect(try store.checkpoint() == checkpoint(9))
        #expect(try store.timeFloor() == time(1))
        // With an admission or a proof neither, and then nothing of either is written.
        #expect(throws: ExecutorStoreError.checkpointBehind(held: 9, offered: 8)) {
            try store.admit(try admission(1), advance: checkpoint(8))
        }
        #expect(try store.ledgerSize() == 0)
        try store.admit(try admission(1, floor: 3), advance: checkpoint(10))
        try store.decide(try decision(1))
        #expect(throws: ExecutorStoreError.checkpointBehind(held: 10, offered: 8)) {
            try store.prove(sequence: 1, at: time(1), advance: checkpoint(8), floor: time(50))
        }
        #expect(try store.receipt(1)?.proven == nil)
        try store.prove(sequence: 1, at: time(1), advance: checkpoint(11), floor: time(5))
        #expect(try store.checkpoint() == checkpoint(11))
        #expect(try store.timeFloor() == time(5))
    }

    @Test func `a fork stays latched until a root names another log, its evidence for ever`() throws {
        try store.establish(try identity(), root: root(1), checkpoint: checkpoint(5), floor: time(0))
        let fork = ForkEvidence(first: "one", second: "two", seen: time(3))
        try store.latch(fork: fork)
        try store.latch(fork: ForkEvidence(first: "three", second: "four", seen: time(4)))
        #expect(try ExecutorDatabase(path: path).fork() == fork)
        try store.accept(root: root(2), floor: time(0), startsLog: false)
        #expect(try store.fork() == fork)
        try store.accept(root: root(3), floor: time(0), startsLog: true)
        #expect(try store.fork() == nil)
        #expect(try store.checkpoint() == nil)
        #expect(throws: SQLiteError.self) { try SQLiteConnection(path: path).execute("DELETE FROM fork") }
    }

    // MARK: Evidence

    @Test func `device statements only rise`() throws {
        func statement(_ version: UInt64) -> StoredDeviceStatement {
            StoredDeviceStatement(
                version: version,
                evidence: StoredEvidence(leafIndex: version * 10, leaf: [1, UInt8(version)])
            )
        }
        try store.record(deviceStatement: statement(2), floor: time(2))
        for version: UInt64 in [1, 2] {
            #expect(throws: ExecutorStoreError.deviceVersion(held: 2, offered: version)) {
                try store.record(deviceStatement: statement(version), floor: time(9))
            }
        }
        try store.record(deviceStatement: statement(7), floor: time(3))
        #expect(try store.deviceStatement() == statement(7))
        #expect(try store.deviceVersion() == 7)
        #expect(try store.timeFloor() == time(3))
    }

    @Test func `denials and cancels wait for an operation that was never seen`() throws {
        let denial = StoredEvidence(leafIndex: 4, leaf: [1])
        let cancel = StoredEvidence(leafIndex: 5, leaf: [2], reach: "order")
        try store.record(denial: denial, of: try operation(1), floor: nil)
        try store.record(denial: denial, of: try operation(1), floor: nil)
        try store.record(cancel: cancel, of: try operation(1), floor: nil)
        #expect(try store.denials(of: try operation(1)) == [denial])
        #expect(try store.cancels(of: try operation(1)) == [cancel])
        #expect(try store.denials(of: try operation(2)).isEmpty)
    }

    @Test func `two logs may have different leaves at one place`() throws {
        let first = StoredEvidence(leafIndex: 4, leaf: [1], reach: "role p-lw")
        let second = StoredEvidence(leafIndex: 4, leaf: [2], reach: "nobody")
        try store.record(cancel: first, of: try operation(1), floor: nil)
        try store.record(cancel: second, of: try operation(1), floor: nil)
        // And one log's leaf, sent again by the next log at another place, is the same word.
        try store.record(cancel: StoredEvidence(leafIndex: 9, leaf: [1]), of: try operation(1), floor: nil)
        #expect(try store.cancels(of: try operation(1)) == [first, second])
    }

    @Test func `a word raises the floor with the same write`() throws {
        let word = StoredEvidence(leafIndex: 4, leaf: [1])
        try store.record(denial: word, of: try operation(1), floor: time(5))
        #expect(try store.timeFloor() == time(5))
        try store.record(cancel: word, of: try operation(1), floor: time(7))
        #expect(try store.timeFloor() == time(7))
        try store.record(cancel: word, of: try operation(1), floor: nil)
        #expect(try store.timeFloor() == time(7))
    }

    @Test func `a status counts for the root it names`() throws {
        let first = RootReference(version: 1, sha256: Digest(sha256Of: [1]))
        let other = RootReference(version: 1, sha256: Digest(sha256Of: [2]))
        let status = StoredEvidence(leafIndex: 4, leaf: [1])
        try store.record(status: status, of: first, floor: time(8))
        #expect(try store.statuses(of: first) == [status])
        #expect(try store.statuses(of: other).isEmpty)
        #expect(try store.timeFloor() == time(8))
    }

    @Test func `an emergency is closed by a review of somebody else`() throws {
        try store.admit(try admission(1, people: ["p-lw", "p-zh"]), advance: nil)
        #expect(try store.openEmergencies().map(\.person.text) == ["p-lw", "p-zh"])
        #expect(try store.openEmergencies().first?.reviewSeconds == 3_600)
        let review = StoredEvidence(leafIndex: 9, leaf: [1])
        try store.record(review: review, of: try operation(1), by: try #require(PersonID("p-zh")))
        #expect(try store.openEmergencies().count == 2)
        let later = StoredEvidence(leafIndex: 10, leaf: [1])
        try store.record(review: later, of: try operation(1), by: try #require(PersonID("p-ann")))
        #expect(try store.openEmergencies().isEmpty)
        #expect(try store.ledgerEntry(try operation(1))?.admission?.emergencyOf.map(\.text) == ["p-lw", "p-zh"])
    }

    // MARK: Ledger and receipts

    @Test func `an admission is on disk when the call returns, once`() throws {
        let admitted = try admission(1, floor: 77)
        try store.admit(admitted, advance: nil)
        let again = try ExecutorDatabase(path: path)
        #expect(try again.ledgerEntry(try operation(1))?.admission == admitted)
        #expect(try again.unfinished().map(\.operation) == [try operation(1)])
        #expect(try again.timeFloor() == time(77))
        #expect(throws: ExecutorStoreError.alreadyDecided(try operation(1))) { try again.admit(admitted, advance: nil) }
        #expect(try again.ledgerSize() == 1)
    }

    @Test func `a run is recorded for an admitted operation only`() throws {
        #expect(throws: ExecutorStoreError.notAdmitted(try operation(1))) {
            try store.began(try operation(1), at: time(1), run: [9])
        }
        try store.admit(try admission(1), advance: nil)
        try store.began(try operation(1), at: time(1), run: [9])
        #expect(try ExecutorDatabase(path: path).unfinished().first?.run == [9])
        try store.decide(try decision(1))
        #expect(throws: ExecutorStoreError.notAdmitted(try operation(1))) {
            try store.began(try operation(1), at: time(1), run: [9])
        }
    }

    @Test func `a receipt, its blobs and the ledger's row come together`() throws {
        try store.admit(try admission(1), advance: nil)
        let output = blob([1, 2, 3])
        let made = try decision(1, blobs: [output])
        try store.decide(made)
        let again = try ExecutorDatabase(path: path)
        #expect(try again.unfinished().isEmpty)
        #expect(try again.ledgerEntry(try operation(1))?.outcome == "succeeded")
        #expect(try again.ledgerEntry(try operation(1))?.receipt == 1)
        #expect(try again.receipt(1) == made.receipt)
        #expect(try again.whole(output.sha256) == [1, 2, 3])
        #expect(try again.blobNames(of: 1) == [SpoolBlobName(sha256: output.sha256, sequence: 1, bytes: 3)])
        #expect(try again.chainEnd() == ReceiptChainEnd(sequence: 1, sha256: made.receipt.statement.sha256))
        #expect(try again.spoolUse() == SpoolUse(receipts: 1, bytes: made.bytes))
    }

    @Test func `a refused operation enters the ledger with its receipt`() throws {
        try store.decide(try decision(1, outcome: "refused"))
        #expect(try store.ledgerEntry(try operation(1))?.admission == nil)
        #expect(try store.ledgerEntry(try operation(1))?.outcome == "refused")
        #expect(throws: ExecutorStoreError.alreadyDecided(try operation(1))) {
            try store.admit(try admission(1), advance: nil)
        }
        let again = try decision(1)
        #expect(throws: ExecutorStoreError.alreadyDecided(try operation(1))) { try store.decide(again) }
    }

    @Test func `an operation seen with another digest is not decided`() throws {
        try store.admit(try admission(1), advance: nil)
        var other = try decision(1)
        other.operationSha256 = .zero
        #expect(throws: ExecutorStoreError.alreadyDecided(try operation(1))) { try store.decide(other) }
        #expect(try store.unfinished().count == 1)
    }

    @Test func `the chain takes its next receipt only`() throws {
        try store.decide(try decision(1, outcome: "refused"))
        var skipped = try decision(2)
        skipped.receipt.sequence = 3
        #expect(throws: ExecutorStoreError.chain(held: 1, offered: 3)) { try store.decide(skipped) }
        var broken = try decision(2)
        broken.receipt.previous = .zero
        #expect(throws: ExecutorStoreError.chain(held: 1, offered: 2)) { try store.decide(broken) }
        #expect(try store.ledgerSize() == 1)
    }

    @Test func `a receipt leaves only after its proof and its time, the newest never`() throws {
        for number in 1...3 { try store.decide(try decision(number, blobs: [blob([UInt8(number)])])) }
        try store.prove(sequence: 1, at: time(10), advance: nil, floor: nil)
        try store.prove(sequence: 1, at: time(99), advance: nil, floor: nil)
        try store.prove(sequence: 3, at: time(10), advance: nil, floor: nil)
        #expect(throws: ExecutorStoreError.noReceipt(4)) {
            try store.prove(sequence: 4, at: time(1), advance: nil, floor: nil)
        }
        #expect(try store.spool(after: 0, limit: 10, unprovenOnly: true).map(\.sequence) == [2])
        #expect(try store.spool(after: 1, limit: 1, unprovenOnly: false).map(\.sequence) == [2])
        #expect(try store.spoolUse().receipts == 1)
        #expect(try store.prune(provenBefore: time(10)) == 0)
        #expect(try store.prune(provenBefore: time(11)) == 1)
        #expect(try store.receipt(1) == nil)
        #expect(try store.whole(blob([1]).sha256) == nil)
        #expect(try store.whole(blob([2]).sha256) == [2])
        #expect(try store.chainEnd().sequence == 3)
        #expect(try store.ledgerSize() == 3)
    }

    @Test func `an output that was dropped is nowhere on the disk`() throws {
        func isOnDisk(_ mark: String) -> Bool {
            ["", "-wal"].contains { ending in
                let bytes = SmallFile.bytes(path + ending, limit: 64 << 20) ?? []
                return String(decoding: bytes, as: UTF8.self).contains(mark)
            }
        }
        let mark = "the-output-of-the-first-run"
        try store.decide(try decision(1, blobs: [blob(Array(String(repeating: mark, count: 500).utf8))]))
        try store.decide(try decision(2, blobs: [blob(Array("another-output".utf8))]))
        #expect(isOnDisk(mark) && isOnDisk("another-output"))
        try store.prove(sequence: 1, at: time(10), advance: nil, floor: nil)
        #expect(try store.prune(provenBefore: time(11)) == 1)
        #expect(!isOnDisk(mark) && isOnDisk("another-output"))
    }

    @Test func `a full spool admits nothing and refuses nothing, but what has run is kept`() throws {
        try store.admit(try admission(1), advance: nil)
        let large = blob([UInt8](repeating: 7, count: Int(SpoolUse.largestBytes)))
        try store.decide(try decision(1, blobs: [large]))
        #expect(throws: ExecutorStoreError.spoolFull) { try store.admit(try admission(2), advance: nil) }
        let refused = try decision(2, outcome: "refused")
        #expect(throws: ExecutorStoreError.spoolFull) { try store.decide(refused) }
        #expect(try store.ledgerEntry(try operation(2)) == nil)
        try store.prove(sequence: 1, at: time(1), advance: nil, floor: nil)
        try store.admit(try admission(2), advance: nil)
        #expect(try store.ledgerSize() == 2)
    }

    @Test func `the thousandth receipt's place counts what is running`() throws {
        for number in 1..<SpoolUse.largestCount { try store.decide(try decision(Int(number))) }
        try store.admit(try admission(2_000), advance: nil)
        #expect(throws: ExecutorStoreError.spoolFull) { try store.admit(try admission(2_001), advance: nil) }
        try store.decide(
            Decision(
                operationSha256: try admission(2_000).statementSha256,
                outcome: "failed",
                receipt: try decision(2_000).receipt,
                blobs: []
            )
        )
        #expect(try store.spoolUse().receipts == SpoolUse.largestCount)
    }

    @Test func `a running operation's output keeps its room until the receipt is written`() throws {
        var first = try admission(1)
        first.outputBytes = 7 << 20
        try store.admit(first, advance: nil)
        let again = try ExecutorDatabase(path: path)
        #expect(try again.spoolUse() == SpoolUse(receipts: 1, bytes: 0, reserved: 7 << 20))
        #expect(try again.ledgerEntry(try operation(1))?.admission == first)
        try store.decide(try decision(1, blobs: [blob([1])]))
        #expect(try again.spoolUse().reserved == 0)
    }

    @Test(arguments: [1, 262_143, 262_144, 262_145, 1_000_000])
    func `a blob is read piece by piece, from anywhere`(_ count: Int) throws {
        let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        let stored = blob(content)
        try store.decide(try decision(1, blobs: [stored]))
        #expect(try store.whole(stored.sha256) == content)
        for offset in [0, 1, 262_143, 262_144, 300_000] where offset < count {
            let piece = try #require(try store.blob(stored.sha256, from: UInt64(offset), limit: 1_000))
            #expect(piece.total == UInt64(count))
            #expect(!piece.content.isEmpty && piece.content.count <= 1_000)
            #expect(piece.content.elementsEqual(content.dropFirst(offset).prefix(piece.content.count)))
        }
        for offset in [UInt64(count), UInt64(count) + 1, .max] {
            #expect(
                try store.blob(stored.sha256, from: offset, limit: 9)
                    == SpoolBlobPiece(content: [], total: UInt64(count))
            )
        }
    }

    @Test func `a state file of the first version is taken over whole`() throws {
        let older = "\(folder.path)/older.sqlite"
        close(open(older, O_WRONLY | O_CREAT, 0o600))
        let content = (0..<600_000).map { UInt8(truncatingIfNeeded: $0 >> 7) }
        let large = blob(content)
        let small = blob([1, 2])
        do {
            let db = try SQLiteConnection(path: older)
            try ExecutorSchema.migrate(db, to: 1)
            let id = try operation(1).text
            try db.run(
                "INSERT INTO ledger (operation, statement_sha256, outcome, receipt) VALUES (?, zeroblob(32), 'refused', 1)",
                .text(id)
            )
            try db.run(
                """
                INSERT INTO receipt (sequence, previous, operation, statement, signature, bytes)
                VALUES (1, zeroblob(32), ?, x'7b7d', 's', 600004)
                """,
                .text(id)
            )
            for made in [large, small] {
                try db.run(
                    "INSERT INTO blob (sha256, sequence, content) VALUES (?, 1, ?)",
                    .blob(made.sha256.bytes),
                    .blob(made.content)
                )
            }
            try db.run(
                "INSERT INTO evidence (kind, subject, leaf_index, leaf, reach) VALUES ('cancel', ?, 4, x'0102', 'nobody')",
                .text(id)
            )
        }
        let taken = try ExecutorDatabase(path: older)
        #expect(try taken.whole(large.sha256) == content)
        #expect(try taken.whole(small.sha256) == [1, 2])
        #expect(try taken.blobNames(of: 1).map(\.bytes) == [600_000, 2])
        let cancel = StoredEvidence(leafIndex: 4, leaf: [1, 2], reach: "nobody")
        #expect(try taken.cancels(of: try operation(1)) == [cancel])
        try taken.record(cancel: cancel, of: try operation(1), floor: nil)
        #expect(try taken.cancels(of: try operation(1)) == [cancel])
        #expect(try taken.spoolUse() == SpoolUse(receipts: 1, bytes: 600_004))
    }

    @Test func `refusals without receipt are counted`() throws {
        try store.count("inclusion")
        try store.count("inclusion")
        try store.count("malformed")
        #expect(try ExecutorDatabase(path: path).counters() == ["inclusion": 2, "malformed": 1])
    }

    // MARK: The file

    @Test(arguments: [
        "DELETE FROM ledger", "UPDATE ledger SET statement_sha256 = zeroblob(32)", "UPDATE ledger SET receipt = 9",
        "DELETE FROM receipt", "UPDATE receipt SET statement = x'00'", "DELETE FROM root",
        "UPDATE root SET statement = x'00'",
        "INSERT INTO root (version, statement) VALUES (9, x'00')",
        "INSERT OR REPLACE INTO root (version, statement) VALUES (1, x'00')",
        "INSERT OR REPLACE INTO ledger (operation, statement_sha256) SELECT operation, zeroblob(32) FROM ledger",
    ])
    func `the file itself refuses to forget`(sql: String) throws {
        try store.establish(try identity(), root: root(1), checkpoint: nil, floor: time(0))
        try store.decide(try decision(1))
        let intruder = try SQLiteConnection(path: path)
        let error = #expect(throws: SQLiteError.self) { try intruder.execute(sql) }
        #expect(error?.isConstraint == true)
    }

    @Test func `the file is for its user alone`() throws {
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
        let other = "\(folder.path)/open.sqlite"
        close(open(other, O_WRONLY | O_CREAT, 0o644))
        chmod(other, 0o644)
        #expect(throws: SystemError.self) { try ExecutorDatabase(path: other) }
    }

    @Test func `a file of a newer executor is not touched`() throws {
        let newer = "\(folder.path)/newer.sqlite"
        _ = try ExecutorDatabase(path: newer)
        try SQLiteConnection(path: newer).execute("PRAGMA user_version=99")
        #expect(throws: ExecutorStoreError.damaged("schema of version 99")) { try ExecutorDatabase(path: newer) }
    }

    @Test func `nothing is admitted on a disk that takes no writes`() throws {
        try store.admit(try admission(1), advance: nil)
        let full = try ExecutorDatabase(path: path)
        try full.limitPages(to: 1)
        #expect(throws: SQLiteError.self) {
            var large = try admission(2)
            large.context = [UInt8](repeating: 1, count: 1 << 20)
            try full.admit(large, advance: nil)
        }
        #expect(try ExecutorDatabase(path: path).ledgerEntry(try operation(2)) == nil)
        #expect(try full.ledgerSize() == 1)
    }
}

extension ExecutorDatabase {
    /// All of a blob, as the agent fetches it.
    fileprivate func whole(_ sha256: Digest) throws -> [UInt8]? {
        var content: [UInt8] = []
        while let piece = try blob(sha256, from: UInt64(content.count), limit: 100_000) {
            content += piece.content
            if piece.content.isEmpty { return content }
        }
        return nil
    }

    /// Makes the next growth of the file fail as on a full disk.
    fileprivate func limitPages(to count: Int) throws {
        try read { try $0.execute("PRAGMA max_page_count=\(count)") }
    }
}
