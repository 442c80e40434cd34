import GRDB

/// Words for what SQLite reports, without the SQL text: statements carry clients' data.
enum SQLiteFault {
    static func text(_ error: any Error) -> String {
        guard let error = error as? DatabaseError else { return "\(error)" }
        let message = error.message ?? "no further word"
        return "\(message) (SQLite \(error.extendedResultCode.rawValue))"
    }
}

/// Opens files so that what is acknowledged survives a power cut.
enum SQLiteDurability {
    /// GRDB sets `synchronous` back to NORMAL after the configuration's own preparation has run, which would lose
    /// acknowledged commits.
    ///
    /// So it is set on the opened writer, and read back.
    static func require(on writer: some DatabaseWriter) throws {
        try writer.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
        }
        let level = try level(of: writer)
        guard level == 2 else {
            throw DatabaseError(message: "synchronous is \(level), not 2 (FULL)")
        }
    }

    /// `PRAGMA synchronous` of the writing connection.
    static func level(of writer: some DatabaseWriter) throws -> Int {
        try writer.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") ?? -1 }
    }
}
