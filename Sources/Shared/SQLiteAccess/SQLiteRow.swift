internal import CSQLite

/// One row of a result, valid only inside the closure that receives it.
package struct SQLiteRow {
    let statement: OpaquePointer
    let path: String

    package func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }

    /// An integer column.
    ///
    /// - Throws: ``SQLiteError`` with code 20 if the column holds anything else, e.g. null.
    package func integer(_ column: Int32) throws(SQLiteError) -> Int64 {
        try require(SQLITE_INTEGER, column)
        return sqlite3_column_int64(statement, column)
    }

    /// An integer column that the schema keeps from being negative.
    package func unsigned(_ column: Int32) throws(SQLiteError) -> UInt64 {
        guard let value = UInt64(exactly: try integer(column)) else { throw mismatch(column) }
        return value
    }

    /// A boolean kept as 0 or 1.
    package func bool(_ column: Int32) throws(SQLiteError) -> Bool { try integer(column) != 0 }

    /// A text column.
    package func text(_ column: Int32) throws(SQLiteError) -> String {
        try require(SQLITE_TEXT, column)
        guard let start = sqlite3_column_text(statement, column) else { throw mismatch(column) }
        let bytes = UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column)))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A blob column.
    package func blob(_ column: Int32) throws(SQLiteError) -> [UInt8] {
        try require(SQLITE_BLOB, column)
        // SQLite gives no pointer for a blob of no bytes.
        guard let start = sqlite3_column_blob(statement, column) else { return [] }
        return [UInt8](UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))))
    }

    package func optionalInteger(_ column: Int32) throws(SQLiteError) -> Int64? {
        isNull(column) ? nil : try integer(column)
    }

    package func optionalText(_ column: Int32) throws(SQLiteError) -> String? {
        isNull(column) ? nil : try text(column)
    }

    package func optionalBlob(_ column: Int32) throws(SQLiteError) -> [UInt8]? {
        isNull(column) ? nil : try blob(column)
    }

    private func require(_ type: Int32, _ column: Int32) throws(SQLiteError) {
        guard sqlite3_column_type(statement, column) == type else { throw mismatch(column) }
    }

    private func mismatch(_ column: Int32) -> SQLiteError {
        let name = sqlite3_column_name(statement, column).map { String(cString: $0) } ?? "\(column)"
        return SQLiteError(
            path: path,
            code: SQLITE_MISMATCH,
            message: "column \(name) holds an unexpected type or value"
        )
    }
}
