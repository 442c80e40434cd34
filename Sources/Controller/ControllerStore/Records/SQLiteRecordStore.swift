package import ControllerCore
import FaultPoints
import GRDB

/// Records in one SQLite file.
package final class SQLiteRecordStore: RecordStore {
    package let path: String
    private let schema: RecordSchema
    private let pool: DatabasePool
    private let statements = RecordStatements()

    /// Opens or makes the file.
    ///
    /// - Throws: `RecordStoreError.cannotOpen`.
    package init(path: String, schema: RecordSchema) throws {
        self.path = path
        self.schema = schema
        do {
            var configuration = Configuration()
            configuration.label = schema.label
            configuration.busyMode = .timeout(5)
            pool = try DatabasePool(path: path, configuration: configuration)
            if !schema.isDerived { try SQLiteDurability.require(on: pool) }
            try pool.write { database in
                let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
                guard version != schema.version else { return }
                guard schema.isDerived || version == 0 else {
                    throw DatabaseError(message: "its format is \(version), this program writes \(schema.version)")
                }
                try Self.make(schema, in: database)
                try schema.made.reach(failingWith: DatabaseError(resultCode: .SQLITE_FULL))
            }
            schema.made.landed()
        } catch {
            throw RecordStoreError.cannotOpen(path: path, cause: SQLiteFault.text(error))
        }
    }

    private static func make(_ schema: RecordSchema, in database: Database) throws {
        let tables = try String.fetchAll(
            database,
            sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
        for table in tables { try database.execute(sql: "DROP TABLE \(table.quotedDatabaseIdentifier)") }
        try database.execute(sql: schema.sql)
        try database.execute(sql: "PRAGMA user_version = \(schema.version)")
    }

    package func read<Result: Sendable>(_ body: @Sendable (any RecordReading) throws -> Result) async throws -> Result {
        do {
            return try await pool.read { [schema, statements] in
                try body(RecordTransaction(database: $0, tables: schema.tables, statements: statements))
            }
        } catch let error as DatabaseError {
            throw RecordStoreError.cannotRead(path: path, cause: SQLiteFault.text(error))
        }
    }

    package func write<Result: Sendable>(_ body: @Sendable (any RecordWriting) throws -> Result) async throws -> Result
    {
        do {
            let result = try await pool.write { [schema, statements] in
                let result = try body(RecordTransaction(database: $0, tables: schema.tables, statements: statements))
                try schema.written.reach(failingWith: DatabaseError(resultCode: .SQLITE_FULL))
                return result
            }
            schema.written.landed()
            return result
        } catch let error as DatabaseError {
            throw RecordStoreError.cannotWrite(path: path, cause: SQLiteFault.text(error))
        }
    }

    package func reset() async throws {
        do {
            try await pool.write { [schema] in
                try Self.make(schema, in: $0)
                try ControllerStep.fleetReset.reach(failingWith: DatabaseError(resultCode: .SQLITE_FULL))
            }
            ControllerStep.fleetReset.landed()
        } catch let error as DatabaseError {
            throw RecordStoreError.cannotWrite(path: path, cause: SQLiteFault.text(error))
        }
    }

    package func dump() async throws -> [String] {
        do {
            return try await pool.read { [schema] database in
                try schema.tables.flatMap { table in
                    try Row.fetchAll(database, sql: "SELECT * FROM \(table.quotedDatabaseIdentifier)").map { row in
                        RecordDump.line(table: table, values: RecordTransaction.values(of: row))
                    }
                }.sorted()
            }
        } catch let error as DatabaseError {
            throw RecordStoreError.cannotRead(path: path, cause: SQLiteFault.text(error))
        }
    }
}

extension RecordSchema {
    fileprivate var made: ControllerStep { isDerived ? .fleetMade : .runtimeMade }
    fileprivate var written: ControllerStep { isDerived ? .fleetWritten : .runtimeWritten }
}
