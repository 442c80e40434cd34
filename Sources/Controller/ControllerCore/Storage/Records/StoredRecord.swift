/// A value of a column.
package enum RecordValue: Hashable, Sendable {
    case integer(UInt64)
    case text(String)
    case null
}

/// A row of a table, as Core sees it; stores know only its table, key and fields.
package protocol StoredRecord: Hashable, Sendable {
    /// The table that holds such rows.
    static var table: String { get }
    /// The columns that tell rows apart.
    static var key: [String] { get }
    /// The row's values, by column.
    var fields: RecordFields { get }
    /// Reads a row back.
    ///
    /// - Throws: `RecordStoreError.unreadable`.
    init(_ fields: RecordFields) throws(RecordStoreError)
}
