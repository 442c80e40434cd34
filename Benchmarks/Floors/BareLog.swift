import CSQLite
import Harness
import TestSupport

/// The least a durable log can be: one table, one prepared insert, SQLite's C API, nothing around it.
///
/// Write-ahead logging and `synchronous=FULL` as in ours, and the same trigger that keeps indexes in order.
final class BareLog {
    private let folder: TemporaryFolder
    private var handle: OpaquePointer?
    private var insert: OpaquePointer?
    private var next: Int64 = 0

    init() throws {
        folder = try TemporaryFolder()
        guard sqlite3_open(folder.file("bare.sqlite"), &handle) == SQLITE_OK else { throw HarnessError("no database") }
        try run("PRAGMA journal_mode=WAL")
        try run("PRAGMA synchronous=FULL")
        try run("CREATE TABLE entry(idx INTEGER PRIMARY KEY, leaf BLOB NOT NULL) STRICT")
        try run(
            """
            CREATE TRIGGER entry_next BEFORE INSERT ON entry
            WHEN NEW.idx IS NOT (SELECT coalesce(max(idx) + 1, 0) FROM entry)
            BEGIN SELECT RAISE(ABORT, 'idx must be the next one'); END
            """
        )
        guard sqlite3_prepare_v2(handle, "INSERT INTO entry VALUES (?, ?)", -1, &insert, nil) == SQLITE_OK else {
            throw HarnessError("no statement")
        }
    }

    deinit {
        sqlite3_finalize(insert)
        sqlite3_close(handle)
    }

    /// Writes rows in one transaction, durable when this returns.
    func commit(_ rows: some Sequence<[UInt8]>) throws {
        try run("BEGIN IMMEDIATE")
        for row in rows {
            sqlite3_bind_int64(insert, 1, next)
            let result = row.withUnsafeBytes { bytes in
                // Bound without a copy: the statement has run before the bytes go.
                sqlite3_bind_blob(insert, 2, bytes.baseAddress, Int32(bytes.count), nil)
                return sqlite3_step(insert)
            }
            sqlite3_reset(insert)
            guard result == SQLITE_DONE else { throw HarnessError("bare insert: \(result)") }
            next += 1
        }
        try run("COMMIT")
    }

    private func run(_ sql: String) throws {
        let result = sqlite3_exec(handle, sql, nil, nil, nil)
        guard result == SQLITE_OK else { throw HarnessError("bare \(sql): \(result)") }
    }

    /// Rows a second in groups of a size.
    static func rate(of rows: [[UInt8]], group: Int) throws -> Double {
        let log = try BareLog()
        let time = try Timing.milliseconds {
            for start in stride(from: 0, to: rows.count, by: group) {
                try log.commit(rows[start..<min(start + group, rows.count)])
            }
        }
        return Double(rows.count) / time * 1_000
    }

    /// Milliseconds of one durable commit of one row.
    static func single(bytes: Int, runs: Int = 100) throws -> Double {
        let log = try BareLog()
        let row = [UInt8](repeating: 0x61, count: bytes)
        return try Timing.median(of: runs) { try log.commit([row]) }
    }
}
