import ControllerCore
import GRDB

/// One SQLite transaction on a file of records.
///
/// Tables and columns in the SQL come from the record types, never from data; values are always bound.
struct RecordTransaction: RecordWriting {
    let database: Database
    let tables: [String]
    let statements: RecordStatements

    func records<Record>(_ query: RecordQuery<Record>) throws -> [Record] {
        let (clauses, arguments) = Self.clauses(query.conditions)
        var sql = "SELECT * FROM \(Record.table)"
        sql += clauses
        var order = Record.key
        if let first = query.order { order.insert(query.descending ? "\(first) DESC" : first, at: 0) }
        sql += " ORDER BY " + order.joined(separator: ", ")
        if let limit = query.limit { sql += " LIMIT \(limit)" }
        let statement = try database.cachedStatement(sql: sql)
        let rows = try Row.fetchCursor(statement, arguments: StatementArguments(arguments))
        var records: [Record] = []
        while let row = try rows.next() {
            records.append(try Record(RecordFields(table: Record.table, values: Self.values(of: row))))
        }
        return records
    }

    func put(_ record: some StoredRecord) throws {
        let fields = record.fields
        let put = statements.put(fields)
        let statement = try database.cachedStatement(sql: put.sql)
        // Unchecked: the SQL was made for these columns, and checking costs more than a small insert.
        statement.setUncheckedArguments(StatementArguments(put.columns.map { Self.databaseValue(fields[$0]) }))
        try statement.execute()
    }

    func remove<Record>(_ type: Record.Type, _ conditions: [RecordQuery<Record>.Condition]) throws {
        let (clauses, arguments) = Self.clauses(conditions)
        let statement = try database.cachedStatement(sql: "DELETE FROM \(Record.table)\(clauses)")
        try statement.execute(arguments: StatementArguments(arguments))
    }

    private static func clauses<Record>(
        _ conditions: [RecordQuery<Record>.Condition]
    ) -> (sql: String, arguments: [DatabaseValue]) {
        var clauses: [String] = []
        var arguments: [DatabaseValue] = []
        for condition in conditions {
            switch condition {
            case .equal(let column, let value):
                clauses.append("\(column) IS ?")
                arguments.append(databaseValue(value))
            case .below(let column, let bound):
                clauses.append("\(column) < ?")
                arguments.append(databaseValue(.integer(bound)))
            case .isNull(let column): clauses.append("\(column) IS NULL")
            case .isNotNull(let column): clauses.append("\(column) IS NOT NULL")
            }
        }
        return (clauses.isEmpty ? "" : " WHERE " + clauses.joined(separator: " AND "), arguments)
    }

    func removeAll(of tenant: String) throws {
        for table in tables where try database.columns(in: table).contains(where: { $0.name == "tenant" }) {
            try database.execute(
                sql: "DELETE FROM \(table.quotedDatabaseIdentifier) WHERE tenant = ?",
                arguments: [tenant]
            )
        }
    }

    /// A row's values; what no record writes, such as blobs, reads as null and is then refused by the record.
    static func values(of row: Row) -> [String: RecordValue] {
        var values: [String: RecordValue] = [:]
        for (column, value) in row {
            values[column] =
                switch value.storage {
                case .int64(let number): UInt64(exactly: number).map { .integer($0) } ?? .null
                case .string(let text): .text(text)
                case .null, .double, .blob: .null
                }
        }
        return values
    }

    /// Integers of statements have at most 16 digits, so they fit.
    private static func databaseValue(_ value: RecordValue) -> DatabaseValue {
        switch value {
        case .integer(let number): Int64(clamping: number).databaseValue
        case .text(let text): text.databaseValue
        case .null: .null
        }
    }
}
