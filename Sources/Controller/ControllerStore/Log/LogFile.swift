package import ControllerCore
import Foundation
import GRDB

/// A log file opened to be read and judged: `audit verify`, `log proof`.
///
/// The file may come from anybody and hold anything. Everything unreadable is an error with the place; the file is not
/// changed; views and triggers in it are not run.
package final class LogFile: Sendable {
    package let path: String
    private let queue: DatabaseQueue

    /// Opens a file read-only.
    ///
    /// A file that a controller has open is read through its write-ahead log. One on a medium that cannot be written
    /// is taken as it stands.
    /// - Throws: `LogError.cannotOpen` for what is absent or not a log.
    package init(path: String) throws {
        self.path = path
        guard DurableFile.exists(path) else { throw LogError.cannotOpen(path: path, cause: "there is no such file") }
        do {
            queue = try Self.open(path)
        } catch {
            // Without write permission beside a file in WAL mode SQLite cannot make the shared index it wants.
            do {
                queue = try Self.open(Self.immutableURI(of: path))
            } catch {
                throw LogError.cannotOpen(path: path, cause: SQLiteFault.text(error))
            }
        }
    }

    private static func open(_ name: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.label = "log-file"
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA trusted_schema = OFF")
            try database.execute(sql: "PRAGMA cell_size_check = ON")
        }
        let queue = try DatabaseQueue(path: name, configuration: configuration)
        try queue.read { database in
            for table in ["entry", "checkpoint"] {
                // A view or virtual table of that name would run whatever its author wrote.
                let type = try String.fetchOne(
                    database,
                    sql: "SELECT type FROM pragma_table_list WHERE schema = 'main' AND name = ?",
                    arguments: [table]
                )
                guard type == "table" else { throw DatabaseError(message: "it has no table \"\(table)\"") }
            }
        }
        return queue
    }

    private static func immutableURI(of path: String) -> String {
        let absolute = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        let escaped = absolute.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? absolute
        return "file:\(escaped)?immutable=1"
    }

    /// The number of rows of `entry`; ``forEachLeaf(from:_:)`` says whether they follow one another.
    package func size() throws -> UInt64 {
        try reading { database in
            UInt64(clamping: try Int64.fetchOne(database, sql: "SELECT count(*) FROM entry") ?? 0)
        }
    }

    /// Hands over the entries in order, one at a time.
    ///
    /// - Throws: `LogError.damaged` for an index that is not the next one or a row without bytes, `cannotRead` for a
    ///   file that SQLite cannot read, and whatever `body` throws.
    package func forEachLeaf(
        from start: UInt64 = 0,
        _ body: (_ index: UInt64, _ leaf: [UInt8]) throws -> Void
    ) throws {
        try reading { database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT CASE WHEN typeof(idx) = 'integer' THEN idx END,
                    CASE WHEN typeof(leaf) = 'blob' AND length(leaf) <= \(LogDraft.maximumLeafBytes) THEN leaf END FROM entry
                    WHERE idx >= ? OR idx < 0 OR typeof(idx) <> 'integer' ORDER BY idx
                    """,
                arguments: [Int64(clamping: start)]
            )
            var next = start
            while let row = try rows.next() {
                let index = Int64.fromDatabaseValue(row[0])
                guard let index, UInt64(exactly: index) == next else {
                    throw damage("entry \(next) is missing, \(index.map(String.init) ?? "none") follows")
                }
                guard let leaf = Data.fromDatabaseValue(row[1])
                else { throw damage("entry \(next) is not a leaf of 1 to \(LogDraft.maximumLeafBytes) bytes") }
                try body(next, [UInt8](leaf))
                next += 1
            }
        }
    }

    /// Hands over the checkpoints, smallest tree first.
    ///
    /// - Throws: as ``forEachLeaf(from:_:)``.
    package func forEachCheckpoint(_ body: (StoredCheckpoint) throws -> Void) throws {
        try forEachCosignedCheckpoint { checkpoint, _ in try body(checkpoint) }
    }

    /// Hands over the checkpoints with the cosignature lines kept beside each, at most a hundred.
    ///
    /// - Throws: as ``forEachLeaf(from:_:)``.
    package func forEachCosignedCheckpoint(_ body: (StoredCheckpoint, _ lines: [String]) throws -> Void) throws {
        try reading { database in
            let hasLines = try hasTable("cosignature", database) && hasRows("cosignature", database)
            // As bytes, since SQLite ends a text at its first NUL.
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT CASE WHEN typeof(size) = 'integer' THEN size END,
                    CASE WHEN typeof(note) = 'text' AND length(CAST(note AS BLOB)) <= 1048576 THEN CAST(note AS BLOB) END
                    FROM checkpoint ORDER BY size
                    """
            )
            while let row = try rows.next() {
                guard let size = Int64.fromDatabaseValue(row[0]), let size = UInt64(exactly: size) else {
                    throw damage("a checkpoint has no size")
                }
                guard let note = Data.fromDatabaseValue(row[1])
                else { throw damage("the checkpoint of size \(size) is not a note of at most 1 MiB") }
                try body(
                    StoredCheckpoint(size: size, note: String(decoding: note, as: UTF8.self)),
                    hasLines ? lines(of: size, database) : []
                )
            }
        }
    }

    private func hasTable(_ name: String, _ database: Database) throws -> Bool {
        let type = try String.fetchOne(
            database,
            sql: "SELECT type FROM pragma_table_list WHERE schema = 'main' AND name = ?",
            arguments: [name]
        )
        return type == "table"
    }

    private func hasRows(_ table: String, _ database: Database) throws -> Bool {
        try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM \(table))") ?? false
    }

    /// Lines that are no short text are handed over empty, which no reader takes for a line.
    private func lines(of size: UInt64, _ database: Database) throws -> [String] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT CASE WHEN typeof(line) = 'text' AND length(CAST(line AS BLOB)) <= 1024 THEN CAST(line AS BLOB)
                ELSE x'' END FROM cosignature WHERE size = ? ORDER BY witness LIMIT 100
                """,
            arguments: [Int64(clamping: size)]
        )
        return rows.map { String(decoding: Data.fromDatabaseValue($0[0]) ?? Data(), as: UTF8.self) }
    }

    /// The notes that the controller was shown and could not explain, at most a thousand.
    package func evidence() throws -> [String] {
        try reading { database in
            guard try hasTable("evidence", database) else { return [] }
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT CAST(note AS BLOB) FROM evidence WHERE typeof(note) = 'text' AND length(CAST(note AS BLOB)) <= 1048576
                    ORDER BY size LIMIT 1000
                    """
            )
            return rows.compactMap { Data.fromDatabaseValue($0[0]) }.map { String(decoding: $0, as: UTF8.self) }
        }
    }

    /// The exact bytes of one entry; nil beyond the end.
    package func leaf(at index: UInt64) throws -> [UInt8]? {
        try reading { database in
            let row = try Row.fetchOne(
                database,
                sql: "SELECT typeof(leaf), leaf FROM entry WHERE idx = ?",
                arguments: [Int64(clamping: index)]
            )
            guard let row else { return nil }
            guard String.fromDatabaseValue(row[0]) == "blob", let leaf = Data.fromDatabaseValue(row[1]) else {
                throw damage("entry \(index) is not a blob")
            }
            return [UInt8](leaf)
        }
    }

    /// The cosignature lines kept for a size, if the file has such a table.
    package func cosignatureLines(of size: UInt64) throws -> [String] {
        try reading { database in
            try hasTable("cosignature", database) ? lines(of: size, database) : []
        }
    }

    private func damage(_ finding: String) -> LogError { .damaged(path: path, finding: finding) }

    private func reading<Result>(_ body: (Database) throws -> Result) throws -> Result {
        do {
            return try queue.read(body)
        } catch let error as DatabaseError {
            throw LogError.cannotRead(path: path, cause: SQLiteFault.text(error))
        }
    }
}
