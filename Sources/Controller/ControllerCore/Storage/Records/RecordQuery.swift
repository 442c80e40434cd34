/// A question to a store: rows of one table that meet all conditions, in an order, so many at most.
package struct RecordQuery<Record: StoredRecord>: Sendable {
    /// What a column is compared with.
    package enum Condition: Hashable, Sendable {
        case equal(String, RecordValue)
        case below(String, UInt64)
        case isNull(String)
        case isNotNull(String)
    }

    package var conditions: [Condition]
    /// The column to sort by; rows with one value of it come in the order of the key.
    package var order: String?
    package var descending: Bool
    package var limit: Int?

    package init(_ conditions: [Condition], order: String? = nil, descending: Bool = false, limit: Int? = nil) {
        self.conditions = conditions
        self.order = order
        self.descending = descending
        self.limit = limit
    }
}
