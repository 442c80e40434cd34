import Synchronization

/// Records in memory, for tests: the same rows as on disk.
package final class MemoryRecordStore: RecordStore {
    private let content = Mutex(Content())

    package init() {}

    package func read<Result: Sendable>(_ body: @Sendable (any RecordReading) throws -> Result) async throws -> Result {
        try body(Transaction(content.withLock { $0 }))
    }

    package func write<Result: Sendable>(_ body: @Sendable (any RecordWriting) throws -> Result) async throws -> Result
    {
        try content.withLock { content in
            let transaction = Transaction(content)
            let result = try body(transaction)
            content = transaction.content
            return result
        }
    }

    package func reset() async throws { content.withLock { $0 = Content() } }

    package func dump() async throws -> [String] {
        content.withLock { content in
            content.tables.flatMap { table, rows in rows.values.map { RecordDump.line(table: table, values: $0) } }
                .sorted()
        }
    }

    struct Content: Sendable {
        var tables: [String: [[RecordValue]: [String: RecordValue]]] = [:]
    }

    private final class Transaction: RecordWriting {
        var content: Content

        init(_ content: Content) { self.content = content }

        func records<Record>(_ query: RecordQuery<Record>) throws -> [Record] {
            let rows = (content.tables[Record.table] ?? [:]).values.filter { row in
                query.conditions.allSatisfy { Self.holds($0, for: row) }
            }
            let columns = (query.order.map { [$0] } ?? []) + Record.key
            var sorted = rows.sorted { left, right in
                for column in columns {
                    let order = Self.order(left[column] ?? .null, right[column] ?? .null)
                    guard order != 0 else { continue }
                    return column == query.order && query.descending ? order > 0 : order < 0
                }
                return false
            }
            if let limit = query.limit { sorted = Array(sorted.prefix(limit)) }
            return try sorted.map { try Record(RecordFields(table: Record.table, values: $0)) }
        }

        func put(_ record: some StoredRecord) { put(record.fields, key: type(of: record).key) }

        private func put(_ fields: RecordFields, key: [String]) {
            content.tables[fields.table, default: [:]][key.map { fields[$0] }] = fields.values
        }

        func remove<Record>(_ type: Record.Type, _ conditions: [RecordQuery<Record>.Condition]) {
            content.tables[Record.table] = content.tables[Record.table]?.filter { row in
                !conditions.allSatisfy { Self.holds($0, for: row.value) }
            }
        }

        func removeAll(of tenant: String) {
            for table in content.tables.keys {
                content.tables[table] = content.tables[table]?.filter { $0.value["tenant"] != .text(tenant) }
            }
        }

        private static func holds<Record>(
            _ condition: RecordQuery<Record>.Condition,
            for row: [String: RecordValue]
        ) -> Bool {
            switch condition {
            case .equal(let column, let value): row[column] == value
            case .below(let column, let bound):
                if case .integer(let value)? = row[column] { value < bound } else { false }
            case .isNull(let column): (row[column] ?? .null) == .null
            case .isNotNull(let column): (row[column] ?? .null) != .null
            }
        }

        /// SQLite's order: null, then numbers, then texts by their bytes.
        private static func order(_ left: RecordValue, _ right: RecordValue) -> Int {
            switch (left, right) {
            case (.integer(let left), .integer(let right)): left == right ? 0 : left < right ? -1 : 1
            case (.text(let left), .text(let right)):
                left == right ? 0 : left.utf8.lexicographicallyPrecedes(right.utf8) ? -1 : 1
            default: rank(left) - rank(right)
            }
        }

        private static func rank(_ value: RecordValue) -> Int {
            switch value {
            case .null: 0
            case .integer: 1
            case .text: 2
            }
        }
    }
}
