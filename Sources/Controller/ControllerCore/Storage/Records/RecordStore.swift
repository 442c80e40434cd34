/// Records as one transaction sees them.
package protocol RecordReading {
    /// The rows that a query asks for.
    func records<Record>(_ query: RecordQuery<Record>) throws -> [Record]
}

/// Records as the writing transaction sees them, its own writes included.
package protocol RecordWriting: RecordReading {
    /// Writes a row, in place of the one with its key.
    func put(_ record: some StoredRecord) throws
    /// Drops the rows that meet all conditions.
    func remove<Record>(_ type: Record.Type, _ conditions: [RecordQuery<Record>.Condition]) throws
    /// Drops all rows of a tenant.
    func removeAll(of tenant: String) throws
}

/// A file of records: `fleet.sqlite`, which is made from the logs, or `runtime.sqlite`, which is not.
///
/// A transaction is whole or absent; writes are serial. Implementations are judged by one test suite.
package protocol RecordStore: Sendable {
    /// Runs one reading transaction.
    func read<Result: Sendable>(_ body: @Sendable (any RecordReading) throws -> Result) async throws -> Result
    /// Runs one writing transaction.
    func write<Result: Sendable>(_ body: @Sendable (any RecordWriting) throws -> Result) async throws -> Result
    /// Drops everything, the tables included.
    func reset() async throws
    /// Every row of every table as a line of text, sorted: two stores hold the same if their lines are the same.
    func dump() async throws -> [String]
}
