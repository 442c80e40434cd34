import ControllerCore
import ControllerStore
import Foundation
import GRDB
import Model
import TestSupport
import Testing
import TransparencyLog

/// What only the file on disk has: guards, durability, views, copies.
@Suite struct SQLiteLogTests {
    @Test func `the writing connection flushes every commit`() async throws {
        let folder = try TemporaryFolder()
        let storage = try SQLiteLogStorage(path: folder.file("acme.sqlite"))
        #expect(try storage.synchronousLevel() == 2)
    }

    @Test(arguments: [
        "UPDATE entry SET leaf = x'00'",
        "DELETE FROM entry",
        "INSERT INTO entry VALUES (9, x'00')",
        "INSERT OR REPLACE INTO entry VALUES (0, x'00')",
        "REPLACE INTO entry VALUES (1, x'00')",
        "INSERT INTO entry VALUES (2, 'text')",
        "UPDATE checkpoint SET note = ''",
        "DELETE FROM checkpoint",
        "INSERT OR REPLACE INTO checkpoint VALUES (1, '')",
    ])
    func `plain SQL cannot rewrite the log`(_ sql: String) async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("acme.sqlite")
        let fixture = try await LogFixture(storage: try SQLiteLogStorage(path: path), folder: folder)
        try await fixture.append(2)
        let outsider = try DatabaseQueue(path: path)
        #expect(throws: DatabaseError.self) { try outsider.writeWithoutTransaction { try $0.execute(sql: sql) } }
        #expect(try await fixture.verifiedLeaves().count == 2)
    }

    @Test func `a full disk loses nothing that was acknowledged and the log goes on once there is room`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("acme.sqlite")
        let limit: UInt64 = 256 << 10
        let small = try await LogFixture(storage: try SQLiteLogStorage(path: path, maximumBytes: limit), folder: folder)
        var acknowledged: [[UInt8]] = []
        var failure: LogError?
        while failure == nil, acknowledged.count < 4_096 {
            do {
                let drafts = try (0..<8).map { try LogFixture.draft("\(acknowledged.count)-\($0)") }
                acknowledged += try await small.log.append(drafts).map(\.leaf)
            } catch let error as LogError {
                failure = error
            }
        }
        #expect(failure == .cannotWrite(path: path, cause: "database or disk is full (SQLite 13)"))
        #expect(try await small.verifiedLeaves() == acknowledged)
        await #expect(throws: LogError.self) {
            try await small.log.append((0..<64).map { try LogFixture.draft("\($0)") })
        }
        #expect(try await small.verifiedLeaves() == acknowledged)

        let roomy = try await LogFixture(storage: try SQLiteLogStorage(path: path), folder: folder)
        try await roomy.append(3)
        #expect(try await roomy.verifiedLeaves().count == acknowledged.count + 3)
    }

    /// The superuser writes where permissions say no, so the case needs another user.
    @Test(.enabled(if: geteuid() != 0))
    func `a file that may not be written is named in the error`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("acme.sqlite")
        let fixture = try await LogFixture(storage: try SQLiteLogStorage(path: path), folder: folder)
        try await fixture.append(1)
        let copy = folder.file("copy.sqlite")
        try await fixture.log.export(to: copy)
        #expect(chmod(copy, 0o400) == 0)
        #expect(chmod(folder.path, 0o500) == 0)
        defer { chmod(folder.path, 0o700) }
        do {
            _ = try SQLiteLogStorage(path: copy)
            Issue.record("the file was opened for writing")
        } catch let error as LogError {
            #expect("\(error)".contains(copy))
        }
        #expect(try LogFile(path: copy).size() == 1)
    }

    @Test func `a path that cannot be opened is named in the error`() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("absent/acme.sqlite")
        do {
            _ = try SQLiteLogStorage(path: path)
            Issue.record("the file was opened")
        } catch let error as LogError {
            #expect("\(error)".contains(path))
        }
    }

    @Test func `a file of a newer format is left alone`() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("acme.sqlite")
        try DatabaseQueue(path: path).write { try $0.execute(sql: "PRAGMA user_version = 99") }
        #expect(throws: LogError.self) { try SQLiteLogStorage(path: path) }
    }

    @Test func `a file with entries and checkpoints only gets its tree again`() async throws {
        let folder = try TemporaryFolder()
        let first = try await LogFixture(storage: try SQLiteLogStorage(path: folder.file("a.sqlite")), folder: folder)
        try await first.append(13)
        let plain = folder.file("plain.sqlite")
        let queue = try DatabaseQueue(path: plain)
        try await queue.write { database in
            try database.execute(
                sql: """
                    CREATE TABLE entry(idx INTEGER PRIMARY KEY, leaf BLOB NOT NULL) STRICT;
                    CREATE TABLE checkpoint(size INTEGER PRIMARY KEY, note TEXT NOT NULL) STRICT;
                    """
            )
        }
        let leaves = try await first.verifiedLeaves()
        let latest = try #require(await first.log.latestCheckpoint())
        try await queue.write { database in
            for (index, leaf) in leaves.enumerated() {
                try database.execute(sql: "INSERT INTO entry VALUES (?, ?)", arguments: [index, Data(leaf)])
            }
            try database.execute(sql: "INSERT INTO checkpoint VALUES (?, ?)", arguments: [13, latest.note])
        }
        try queue.close()
        let adopted = try await LogFixture(storage: try SQLiteLogStorage(path: plain), folder: folder)
        try await adopted.append(4)
        #expect(try await adopted.verifiedLeaves().count == 17)
        let root = try await adopted.log.root(of: 17)
        let proof = try await adopted.log.inclusionProof(index: 3, size: 17)
        #expect(InclusionProof.verify(proof, index: 3, size: 17, leafHash: MerkleHash.leaf(leaves[3]), root: root))
    }

    @Test func `a file of the format before gets its tree again`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("acme.sqlite")
        let older = try await LogFixture(storage: try SQLiteLogStorage(path: path), folder: folder)
        try await older.append(13)
        let queue = try DatabaseQueue(path: path)
        try await queue.write { database in
            try database.execute(
                sql: """
                    DROP TABLE node;
                    CREATE TABLE node(level INTEGER NOT NULL, idx INTEGER NOT NULL, hash BLOB NOT NULL,
                    PRIMARY KEY (level, idx)) STRICT, WITHOUT ROWID;
                    INSERT INTO node VALUES (1, 0, zeroblob(32));
                    PRAGMA user_version = 1
                    """
            )
        }
        try queue.close()
        let opened = try await LogFixture(storage: try SQLiteLogStorage(path: path), folder: folder)
        try await opened.append(4, prefix: "later")
        let leaves = try await opened.verifiedLeaves()
        #expect(try await opened.log.root(of: 17) == MerkleTree(leaves: leaves).root)
    }

    @Test(arguments: [1, 7, 125, 126, 127, 300])
    func `nodes that fill rows prove every leaf, however they came`(_ batch: Int) async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("acme.sqlite")
        let fixture = try await LogFixture(storage: try SQLiteLogStorage(path: path), folder: folder)
        while try await fixture.log.size() < 300 {
            let size = try await fixture.log.size()
            _ = try await fixture.log.append((0..<batch).map { try LogFixture.draft("\(size)-\($0)") })
        }
        let reopened = try await LogFixture(storage: try SQLiteLogStorage(path: path), folder: folder)
        let leaves = try await reopened.verifiedLeaves()
        let root = MerkleTree(leaves: leaves).root
        for (index, leaf) in zip(UInt64(0)..., leaves) {
            let size = UInt64(leaves.count)
            let proof = try await reopened.log.inclusionProof(index: index, size: size)
            let hash = MerkleHash.leaf(leaf)
            #expect(InclusionProof.verify(proof, index: index, size: size, leafHash: hash, root: root))
        }
    }

    @Test func `nodes that end elsewhere than the entries do are not appended to`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("acme.sqlite")
        let fixture = try await LogFixture(storage: try SQLiteLogStorage(path: path), folder: folder)
        try await fixture.append(5)
        try await DatabaseQueue(path: path).write { try $0.execute(sql: "UPDATE node SET hashes = zeroblob(32)") }
        let finding = LogError.damaged(path: path, finding: "its tree nodes do not end at place 3")
        await #expect(throws: finding) { try await fixture.append(1) }
        #expect(try await fixture.log.size() == 5)
    }

    @Test func `a tree that does not fit the checkpoint is found at opening`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("acme.sqlite")
        let fixture = try await LogFixture(storage: try SQLiteLogStorage(path: path), folder: folder)
        try await fixture.append(5)
        try await DatabaseQueue(path: path).write { database in
            try database.execute(
                sql: "DROP TRIGGER entry_update; UPDATE entry SET leaf = CAST(leaf || x'20' AS BLOB) WHERE idx = 4"
            )
        }
        await #expect(throws: LogError.self) {
            try await LogFixture(storage: try SQLiteLogStorage(path: path), folder: folder)
        }
    }

    @Test func `a copy is one plain file, made while others append, never over another`() async throws {
        let folder = try TemporaryFolder()
        let storage = try SQLiteLogStorage(path: folder.file("acme.sqlite"))
        let fixture = try await LogFixture(storage: storage, folder: folder)
        try await fixture.append(6)
        let copy = folder.file("copy.sqlite")
        async let more = fixture.append(5, prefix: "meanwhile")
        try await fixture.log.export(to: copy)
        #expect(try await more.count == 5)
        await #expect(throws: LogError.self) { try await fixture.log.export(to: copy) }
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("copy") }
        #expect(files == ["copy.sqlite"])
        let file = try LogFile(path: copy)
        var leaves: [[UInt8]] = []
        try file.forEachLeaf { leaves.append($1) }
        #expect(leaves.count >= 6)
        var last: StoredCheckpoint?
        try file.forEachCheckpoint { last = $0 }
        let checkpoint = try VerifiedCheckpoint.verify(
            note: #require(last).note,
            origin: LogFixture.origin,
            logKey: fixture.signer.verifierKey,
            witnesses: []
        ).checkpoint
        #expect(checkpoint.root == MerkleTree(leaves: leaves).root)
    }
}
