/// What a file of records consists of.
package struct RecordSchema: Sendable {
    let label: String
    /// `PRAGMA user_version`.
    let version: Int
    /// Whether the rows can be made again from elsewhere: then a file of another version is dropped, and commits are
    /// not flushed.
    ///
    /// Otherwise such a file is refused, and commits are flushed.
    let isDerived: Bool
    let tables: [String]
    let sql: String
}
