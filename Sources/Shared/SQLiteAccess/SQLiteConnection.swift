internal import CSQLite

/// One connection to one database file, for one thread at a time.
///
/// Opened with write-ahead logging and `synchronous=FULL`: what a committed transaction wrote is on disk when the call
/// returns, and survives a power cut. Both are read back, and a connection that does not have them is not handed out.
package final class SQLiteConnection {
    package let path: String
    private var handle: OpaquePointer?
    private var prepared: [String: OpaquePointer] = [:]
    private var isInTransaction = false
    private var isBroken = false

    /// Opens the file, creating it for its owner only.
    package init(path: String) throws(SQLiteError) {
        self.path = path
        let flags =
            SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW
            | SQLITE_OPEN_EXRESCODE
        let result = sqlite3_open_v2(path, &handle, flags, nil)
        guard result == SQLITE_OK else { throw failure(result) }
        sqlite3_busy_timeout(handle, 5_000)
        // Cheap defences against a file that someone else has prepared: no schema function with side effects, checked cells.
        // recursive_triggers lets delete triggers see INSERT OR REPLACE.
        try execute(
            "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON"
        )
        try execute("PRAGMA synchronous=FULL")
        let journal = try first("PRAGMA journal_mode=WAL") { row throws(SQLiteError) in try row.text(0) }
        guard journal == "wal" else { throw notDurable("journal mode is \(journal ?? "unknown") instead of wal") }
        let synchronous = try first("PRAGMA synchronous") { row throws(SQLiteError) in try row.integer(0) }
        guard synchronous == 2 else { throw notDurable("synchronous is \(synchronous ?? -1) instead of 2 (full)") }
    }

    deinit {
        for statement in prepared.values { sqlite3_finalize(statement) }
        sqlite3_close_v2(handle)
    }

    /// Rows changed by the last statement that changed any.
    package var changes: Int { Int(sqlite3_changes64(handle)) }

    /// Runs one or more statements that take no values, such as a schema.
    package func execute(_ sql: String) throws(SQLiteError) {
        let result = sqlite3_exec(handle, sql, nil, nil, nil)
        guard result == SQLITE_OK else { throw failure(result) }
    }

    /// Runs one statement to its end.
    package func run(_ sql: String, _ values: SQLiteValue...) throws(SQLiteError) {
        try step(sql, values) { _ throws(SQLiteError) in true }
    }

    /// All rows of a query, each turned into a value.
    package func all<Value>(
        _ sql: String,
        _ values: SQLiteValue...,
        row: (SQLiteRow) throws(SQLiteError) -> Value
    ) throws(SQLiteError) -> [Value] {
        try all(sql, values: values, row: row)
    }

    /// All rows of a query, each turned into a value.
    package func all<Value>(
        _ sql: String,
        values: [SQLiteValue],
        row: (SQLiteRow) throws(SQLiteError) -> Value
    ) throws(SQLiteError) -> [Value] {
        var found: [Value] = []
        try step(sql, values) { current throws(SQLiteError) in
            found.append(try row(current))
            return true
        }
        return found
    }

    /// The first row of a query, or nil if there is none.
    package func first<Value>(
        _ sql: String,
        _ values: SQLiteValue...,
        row: (SQLiteRow) throws(SQLiteError) -> Value
    ) throws(SQLiteError) -> Value? {
        var found: Value?
        try step(sql, values) { current throws(SQLiteError) in
            found = try row(current)
            return false
        }
        return found
    }

    /// Runs the body in one transaction that holds the write lock from the start.
    ///
    /// All of it is on disk when this returns; if the body or the commit throws, none of it is. Nested calls are a mistake
    /// of ours and throw.
    ///
    /// - Parameter outlivesPower: false for what need only outlive this process. A loss of power may take it back, alone or
    ///   with other such changes, until the next durable transaction (`synchronous=NORMAL`).
    package func transaction<Value>(outlivesPower: Bool = true, _ body: () throws -> Value) throws -> Value {
        guard !isInTransaction else {
            throw SQLiteError(path: path, code: SQLITE_MISUSE, message: "a transaction is already open")
        }
        guard outlivesPower else {
            try execute("PRAGMA synchronous=NORMAL")
            // Without the way back no later change would be durable either: then nothing more is written at all.
            defer { isBroken = (try? execute("PRAGMA synchronous=FULL")) == nil }
            return try transaction(body)
        }
        guard !isBroken else { throw notDurable("the connection cannot be made durable again") }
        try execute("BEGIN IMMEDIATE")
        isInTransaction = true
        defer { isInTransaction = false }
        do {
            let value = try body()
            try execute("COMMIT")
            return value
        } catch {
            // SQLite has rolled back by itself after some errors (full disk); a second rollback then only says so.
            if sqlite3_get_autocommit(handle) == 0 { try? execute("ROLLBACK") }
            throw error
        }
    }

    /// Moves the write-ahead log into the file and empties it, so that what was deleted leaves the log too.
    package func checkpoint() throws(SQLiteError) {
        let result = sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil)
        guard result == SQLITE_OK || result == SQLITE_BUSY else { throw failure(result) }
    }

    private func step(
        _ sql: String,
        _ values: [SQLiteValue],
        _ visit: (SQLiteRow) throws(SQLiteError) -> Bool
    ) throws(SQLiteError) {
        let statement = try prepare(sql)
        defer {
            sqlite3_reset(statement)
            sqlite3_clear_bindings(statement)
        }
        guard sqlite3_bind_parameter_count(statement) == values.count else {
            throw SQLiteError(path: path, code: SQLITE_RANGE, message: "\(values.count) values for: \(sql)")
        }
        for (index, value) in values.enumerated() { try bind(value, at: Int32(index + 1), of: statement) }
        while true {
            let result = sqlite3_step(statement)
            if result == SQLITE_DONE { return }
            guard result == SQLITE_ROW else { throw failure(result) }
            guard try visit(SQLiteRow(statement: statement, path: path)) else { return }
        }
    }

    private func prepare(_ sql: String) throws(SQLiteError) -> OpaquePointer {
        if let statement = prepared[sql] { return statement }
        var statement: OpaquePointer?
        let result = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard result == SQLITE_OK, let statement else { throw failure(result) }
        prepared[sql] = statement
        return statement
    }

    private func bind(_ value: SQLiteValue, at index: Int32, of statement: OpaquePointer) throws(SQLiteError) {
        // SQLITE_TRANSIENT, a cast that the importer leaves out: SQLite copies the bytes before the call returns.
        let copy = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        let result =
            switch value {
            case .null: sqlite3_bind_null(statement, index)
            case .integer(let number): sqlite3_bind_int64(statement, index, number)
            case .text(let text): sqlite3_bind_text(statement, index, text, Int32(clamping: text.utf8.count), copy)
            case .blob(let bytes) where bytes.isEmpty: sqlite3_bind_zeroblob(statement, index, 0)
            case .blob(let bytes): sqlite3_bind_blob64(statement, index, bytes, UInt64(bytes.count), copy)
            }
        guard result == SQLITE_OK else { throw failure(result) }
    }

    private func failure(_ code: Int32) -> SQLiteError {
        let message = handle.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(code))
        return SQLiteError(path: path, code: code, message: message)
    }

    private func notDurable(_ message: String) -> SQLiteError {
        SQLiteError(path: path, code: SQLITE_CANTOPEN, message: message)
    }
}
