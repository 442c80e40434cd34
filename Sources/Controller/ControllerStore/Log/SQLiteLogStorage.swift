package import ControllerCore
import FaultPoints
import Foundation
import GRDB

/// A tenant's log as one SQLite file, `logs/<tenant>.sqlite`: WAL and `synchronous=FULL`.
package final class SQLiteLogStorage: LogStorage {
    package let path: String
    private let pool: DatabasePool

    /// Opens or makes a log file.
    ///
    /// A file that holds entries and checkpoints only, as an outsider may have made it, gets the further tables, and one
    /// of an older format the present ones; what belongs into them is made from the entries.
    /// - Parameter maximumBytes: the size that the file may reach, then appends fail as on a full disk; nil for none.
    /// - Throws: `LogError.cannotOpen`.
    package init(path: String, maximumBytes: UInt64? = nil) throws {
        self.path = path
        do {
            var configuration = Configuration()
            configuration.label = "log"
            configuration.maximumReaderCount = 4
            configuration.busyMode = .timeout(5)
            pool = try DatabasePool(path: path, configuration: configuration)
            try SQLiteDurability.require(on: pool)
            try Self.prepare(pool)
            if let maximumBytes { try Self.limit(pool, to: maximumBytes) }
        } catch {
            throw LogError.cannotOpen(path: path, cause: SQLiteFault.text(error))
        }
    }

    private static func prepare(_ pool: DatabasePool) throws {
        try pool.write { database in
            let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
            guard version <= LogSchema.version else {
                throw DatabaseError(
                    message: "its format \(version) is newer than \(LogSchema.version), which this program writes"
                )
            }
            guard version < LogSchema.version else { return }
            try database.execute(sql: LogSchema.tables)
            try database.execute(sql: LogSchema.guards)
            try database.execute(sql: LogViews.sql)
            try database.execute(sql: "PRAGMA application_id = \(LogSchema.applicationID)")
            try database.execute(sql: "PRAGMA user_version = \(LogSchema.version)")
            try ControllerStep.logMade.reach(failingWith: DatabaseError(resultCode: .SQLITE_FULL))
        }
        ControllerStep.logMade.landed()
    }

    private static func limit(_ pool: DatabasePool, to bytes: UInt64) throws {
        try pool.writeWithoutTransaction { database in
            let page = try UInt64.fetchOne(database, sql: "PRAGMA page_size") ?? 4096
            try database.execute(sql: "PRAGMA max_page_count = \(max(1, bytes / max(1, page)))")
        }
    }

    /// What `PRAGMA synchronous` reads on the writing connection: 2 is FULL.
    package func synchronousLevel() throws -> Int {
        try SQLiteDurability.level(of: pool)
    }

    package func read<Result: Sendable>(_ body: @Sendable (any LogReading) throws -> Result) async throws -> Result {
        do {
            return try await pool.read { try body(LogTransaction(database: $0, path: path)) }
        } catch let error as DatabaseError {
            throw LogError.cannotRead(path: path, cause: SQLiteFault.text(error))
        }
    }

    package func write<Result: Sendable>(_ body: @Sendable (any LogWriting) throws -> Result) async throws -> Result {
        do {
            return try await pool.write { try body(LogTransaction(database: $0, path: path)) }
        } catch let error as DatabaseError {
            throw LogError.cannotWrite(path: path, cause: SQLiteFault.text(error))
        }
    }

    /// Copies into a new file, makes it durable, then gives it its name: nobody sees half a copy.
    ///
    /// The copy is made through a connection of its own, so appends go on meanwhile.
    package func export(to destination: String) async throws {
        do {
            guard !DurableFile.exists(destination) else {
                throw DurableFile.Fault(step: "export", path: destination, number: EEXIST)
            }
            let partial = destination + ".partial"
            DurableFile.remove(partial)
            defer { DurableFile.remove(partial) }
            var configuration = Configuration()
            configuration.label = "log-export"
            configuration.busyMode = .timeout(5)
            let source = try DatabaseQueue(path: path, configuration: configuration)
            try await source.writeWithoutTransaction { try $0.execute(sql: "VACUUM INTO ?", arguments: [partial]) }
            try source.close()
            try DurableFile.publish(partial, as: destination)
        } catch {
            throw LogError.cannotWrite(path: destination, cause: SQLiteFault.text(error))
        }
    }
}
