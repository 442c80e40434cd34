import ControllerCore
import Synchronization

/// The SQL that writes rows, made once for each table: records of a type always have the same columns.
final class RecordStatements: Sendable {
    struct Put: Sendable {
        let columns: [String]
        let sql: String
    }

    private let puts = Mutex<[String: Put]>([:])

    func put(_ fields: RecordFields) -> Put {
        let known = puts.withLock { $0[fields.table] }
        if let known, known.columns.count == fields.values.count,
            known.columns.allSatisfy({ fields.values[$0] != nil })
        {
            return known
        }
        let columns = fields.values.keys.sorted()
        let places = repeatElement("?", count: columns.count).joined(separator: ", ")
        let list = columns.joined(separator: ", ")
        let put = Put(columns: columns, sql: "INSERT OR REPLACE INTO \(fields.table)(\(list)) VALUES (\(places))")
        puts.withLock { $0[fields.table] = put }
        return put
    }
}
