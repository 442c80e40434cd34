import ControllerCore
import Dispatch
import FaultPoints
import FoundationEssentials
import GRDB
import Synchronization
import TransparencyLog

/// A client's small blobs in one SQLite file, `blobs/<tenant>.sqlite`: what comes at the same time becomes durable with one
/// flush.
///
/// As a file each would take two, its own and its folder's, while somebody waits for the order that it belongs to.
final class SmallBlobs: Sendable {
    private struct Waiting {
        let digest: Digest
        let bytes: [UInt8]
        let continuation: CheckedContinuation<Void, any Error>
    }

    private let path: String
    private let pool: DatabasePool
    private let waiting = Mutex<[Waiting]>([])
    private let queue = DispatchQueue(label: "countersign.blobs.small")

    private static let schema = """
        CREATE TABLE blob(sha256 TEXT PRIMARY KEY NOT NULL, bytes BLOB NOT NULL) STRICT, WITHOUT ROWID;
        PRAGMA user_version = 1;
        """

    /// Opens or makes the file.
    init(path: String) throws {
        self.path = path
        var configuration = Configuration()
        configuration.label = "blobs"
        configuration.maximumReaderCount = 1
        configuration.busyMode = .timeout(5)
        // What is erased is overwritten, and not only marked as free.
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA secure_delete = ON") }
        pool = try DatabasePool(path: path, configuration: configuration)
        try SQLiteDurability.require(on: pool)
        try pool.write { database in
            let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
            guard version != 1 else { return }
            guard version == 0 else { throw DatabaseError(message: "its format is \(version), this program writes 1") }
            try database.execute(sql: Self.schema)
            try ControllerStep.blobsMade.reach(failingWith: DatabaseError(resultCode: .SQLITE_FULL))
        }
        ControllerStep.blobsMade.landed()
        // A crash may have kept an erased blob's bytes in the write-ahead log.
        try settle()
    }

    /// Stores a blob; on disk when this returns.
    func write(_ bytes: [UInt8], _ digest: Digest) async throws {
        try await withCheckedThrowingContinuation { continuation in
            let blob = Waiting(digest: digest, bytes: bytes, continuation: continuation)
            waiting.withLock { $0.append(blob) }
            queue.async { [self] in commit() }
        }
    }

    /// Writes all that wait; those that come meanwhile are the next transaction's.
    private func commit() {
        let batch = waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        guard !batch.isEmpty else { return }
        let result = Result {
            try pool.write { database in
                let insert = try database.cachedStatement(
                    sql: "INSERT OR IGNORE INTO blob(sha256, bytes) VALUES (?, ?)"
                )
                for blob in batch {
                    try insert.execute(arguments: [blob.digest.hex, Data(blob.bytes)])
                }
                try ControllerStep.blobsKept.reach(failingWith: DatabaseError(resultCode: .SQLITE_FULL))
            }
            ControllerStep.blobsKept.landed()
        }.mapError { cannotWrite($0) as any Error }
        for blob in batch { blob.continuation.resume(with: result) }
    }

    func read(_ digest: Digest) async throws -> [UInt8]? {
        let data: Data? = try await first("SELECT bytes FROM blob WHERE sha256 = ?", digest)
        guard let data else { return nil }
        let bytes = [UInt8](data)
        guard Digest(sha256Of: bytes) == digest else { throw BlobError.damaged(path: "\(path): \(digest)") }
        return bytes
    }

    func size(of digest: Digest) async throws -> UInt64? {
        try await first("SELECT length(bytes) FROM blob WHERE sha256 = ?", digest)
    }

    func usage() async throws -> UInt64 {
        do {
            return try await pool.read {
                try UInt64.fetchOne($0, sql: "SELECT coalesce(sum(length(bytes)), 0) FROM blob") ?? 0
            }
        } catch {
            throw cannotRead(error)
        }
    }

    /// Forgets a blob, in the file and in what SQLite keeps beside it; true if there was one.
    func erase(_ digest: Digest) async throws -> Bool {
        do {
            let isErased = try await pool.write { database in
                try database.execute(sql: "DELETE FROM blob WHERE sha256 = ?", arguments: [digest.hex])
                guard database.changesCount > 0 else { return false }
                try ControllerStep.blobErased.reach(failingWith: DatabaseError(resultCode: .SQLITE_FULL))
                return true
            }
            // Also where there was none: the call before may have failed here.
            try settle()
            if isErased { ControllerStep.blobErased.landed() }
            return isErased
        } catch {
            throw cannotWrite(error)
        }
    }

    /// Moves the write-ahead log into the file and empties it.
    private func settle() throws {
        try pool.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
    }

    private func first<Value: DatabaseValueConvertible & Sendable>(
        _ sql: String,
        _ digest: Digest
    ) async throws -> Value? {
        do {
            return try await pool.read { database in
                let statement = try database.cachedStatement(sql: sql)
                return try Value.fetchOne(statement, arguments: [digest.hex])
            }
        } catch {
            throw cannotRead(error)
        }
    }

    private func cannotWrite(_ error: any Error) -> BlobError {
        .cannotWrite(path: path, cause: SQLiteFault.text(error))
    }

    private func cannotRead(_ error: any Error) -> BlobError {
        .cannotRead(path: path, cause: SQLiteFault.text(error))
    }
}
