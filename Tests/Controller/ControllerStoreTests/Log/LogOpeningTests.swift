import ControllerCore
import ControllerStore
import GRDB
import Model
import TestSupport
import Testing
import TransparencyLog

/// What opening a log looks at, and what it leaves to those who verify it.
@Suite struct LogOpeningTests {
    /// A log of some entries, closed, for the test to tamper with.
    private func made(_ folder: TemporaryFolder, entries: Int = 21) async throws -> String {
        let path = folder.file("acme.sqlite")
        let storage = try SQLiteLogStorage(path: path)
        let fixture = try await LogFixture(storage: storage, folder: folder)
        try await fixture.append(entries)
        return path
    }

    private func tamper(_ path: String, _ sql: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        try queue.close()
    }

    private func open(_ path: String) async throws -> TenantLog {
        try await TenantLog(storage: SQLiteLogStorage(path: path), signer: LogFixture.signer()) {
            Timestamp(seconds: 1_795_000_000)
        }
    }

    @Test(
        arguments: [
            // The right edge of 21 leaves is made of the subtrees of 16, 4 and 1; those stand at places 14 and 17.
            "UPDATE node SET hashes = CAST(substr(hashes, 1, 448) || zeroblob(32) || substr(hashes, 481) AS BLOB)",
            "UPDATE node SET hashes = CAST(substr(hashes, 1, 544) || zeroblob(32) || substr(hashes, 577) AS BLOB)",
            "DROP TRIGGER entry_update; UPDATE entry SET leaf = (SELECT leaf FROM entry WHERE idx = 0) WHERE idx = 20",
            "DROP TRIGGER entry_delete; DELETE FROM entry WHERE idx = 20",
            "DROP TRIGGER checkpoint_delete; DELETE FROM checkpoint WHERE size = 21",
            "DROP TRIGGER checkpoint_delete; DELETE FROM checkpoint",
            "INSERT INTO entry(idx, leaf) SELECT 21, leaf FROM entry WHERE idx = 20",
        ]
    )
    func `a tree that disagrees with its signed checkpoint opens no log`(sql: String) async throws {
        let folder = try TemporaryFolder()
        let path = try await made(folder)
        _ = try await open(path)
        try tamper(path, sql)
        await #expect { try await open(path) } throws: { error in
            guard let error = error as? LogError, case .damaged = error else { return false }
            return true
        }
    }

    @Test func `a leaf changed inside is found by whoever hashes all of them`() async throws {
        let folder = try TemporaryFolder()
        let path = try await made(folder)
        try await open(path).verifyTree()
        try tamper(
            path,
            "DROP TRIGGER entry_update; UPDATE entry SET leaf = (SELECT leaf FROM entry WHERE idx = 0) WHERE idx = 5"
        )
        let log = try await open(path)
        await #expect(
            throws: LogError.damaged(
                path: path,
                finding: "its leaves do not make the tree of the checkpoint of size 21"
            )
        ) { try await log.verifyTree() }
    }
}
