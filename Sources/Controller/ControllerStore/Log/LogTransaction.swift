import CSQLite
import ControllerCore
import Foundation
import GRDB
import TransparencyLog

/// One SQLite transaction on a log file.
///
/// Integers come out of SQLite signed: the file is ours and its triggers keep them from being negative, yet every
/// conversion is checked, since the file may have been edited.
struct LogTransaction: LogWriting {
    let database: Database
    let path: String

    func size() throws -> UInt64 {
        try count("SELECT coalesce(max(idx) + 1, 0) FROM entry")
    }

    func leaf(at index: UInt64) throws -> [UInt8]? {
        guard let index = Int64(exactly: index) else { return nil }
        let statement = try database.cachedStatement(sql: "SELECT leaf FROM entry WHERE idx = ?")
        return try Data.fetchOne(statement, arguments: [index]).map { [UInt8]($0) }
    }

    func leaves(in range: Range<UInt64>, maximumBytes: Int) throws -> [[UInt8]] {
        let statement = try database.cachedStatement(
            sql: "SELECT leaf FROM entry WHERE idx >= ? AND idx < ? ORDER BY idx"
        )
        let cursor = try Data.fetchCursor(statement, arguments: [signed(range.lowerBound), signed(range.upperBound)])
        var leaves: [[UInt8]] = []
        var bytes = 0
        while let leaf = try cursor.next() {
            bytes += leaf.count
            guard leaves.isEmpty || bytes <= maximumBytes else { break }
            leaves.append([UInt8](leaf))
        }
        return leaves
    }

    func node(at place: UInt64) throws -> Digest? {
        let statement = try database.cachedStatement(sql: "SELECT substr(hashes, ?, 32) FROM node WHERE idx = ?")
        let (row, offset) = place.quotientAndRemainder(dividingBy: LogSchema.nodesPerRow)
        return try Data.fetchOne(statement, arguments: [Int64(offset * 32 + 1), signed(row)]).flatMap {
            Digest(bytes: $0)
        }
    }

    func nodeCount() throws -> UInt64 { try count("SELECT coalesce(sum(length(hashes)), 0) / 32 FROM node") }

    func latestCheckpoint() throws -> StoredCheckpoint? {
        try checkpoint("SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1", [])
    }

    func checkpoint(atOrAfter size: UInt64) throws -> StoredCheckpoint? {
        try checkpoint("SELECT size, note FROM checkpoint WHERE size >= ? ORDER BY size LIMIT 1", [signed(size)])
    }

    func index(of claim: LogClaim) throws -> UInt64? {
        let statement = try database.cachedStatement(sql: "SELECT idx FROM claim WHERE text = ?")
        return try Int64.fetchOne(statement, arguments: [claim.text]).map { UInt64(clamping: $0) }
    }

    func evidence() throws -> [StoredCheckpoint] {
        let statement = try database.cachedStatement(sql: "SELECT size, note FROM evidence ORDER BY size, note")
        return try Row.fetchAll(statement).compactMap(Self.checkpoint)
    }

    func cosignatures(of size: UInt64) throws -> [StoredCosignature] {
        let statement = try database.cachedStatement(
            sql: "SELECT witness, time, line FROM cosignature WHERE size = ? ORDER BY witness"
        )
        return try Row.fetchAll(statement, arguments: [signed(size)]).compactMap { row in
            guard let witness = String.fromDatabaseValue(row[0]), let time = Int64.fromDatabaseValue(row[1]),
                let line = String.fromDatabaseValue(row[2])
            else { return nil }
            return StoredCosignature(size: size, witness: witness, time: UInt64(clamping: time), line: line)
        }
    }

    func newestCosignedSize() throws -> UInt64? {
        let statement = try database.cachedStatement(sql: "SELECT size FROM cosignature ORDER BY size DESC LIMIT 1")
        return try Int64.fetchOne(statement).map { UInt64(clamping: $0) }
    }

    func insert(leaf: [UInt8], at index: UInt64) throws {
        try insert("INSERT INTO entry(idx, leaf) VALUES (?, ?)", signed(index), leaf)
    }

    func insert(nodes: [Digest], at place: UInt64) throws {
        let (last, kept) = place.quotientAndRemainder(dividingBy: LogSchema.nodesPerRow)
        var row = last
        var hashes = try nodeRow(row) ?? []
        guard hashes.count == Int(kept) * 32 else {
            throw LogError.damaged(path: path, finding: "its tree nodes do not end at place \(place)")
        }
        for node in nodes {
            node.withUnsafeBytes { hashes.append(contentsOf: $0) }
            guard hashes.count == Int(LogSchema.nodesPerRow) * 32 else { continue }
            try put(hashes, asNodeRow: row)
            row += 1
            hashes.removeAll(keepingCapacity: true)
        }
        if !hashes.isEmpty { try put(hashes, asNodeRow: row) }
    }

    private func nodeRow(_ row: UInt64) throws -> [UInt8]? {
        let statement = try database.cachedStatement(sql: "SELECT hashes FROM node WHERE idx = ?")
        return try Data.fetchOne(statement, arguments: [signed(row)]).map { [UInt8]($0) }
    }

    private func put(_ hashes: [UInt8], asNodeRow row: UInt64) throws {
        try insert("INSERT OR REPLACE INTO node(idx, hashes) VALUES (?, ?)", signed(row), hashes)
    }

    func insert(checkpoint: StoredCheckpoint) throws {
        try run("INSERT INTO checkpoint(size, note) VALUES (?, ?)", [signed(checkpoint.size), checkpoint.note])
    }

    func insert(claim: LogClaim, index made: UInt64) throws -> UInt64? {
        let changes = try claim.text.withCString { text in
            try bare("INSERT OR IGNORE INTO claim(text, idx) VALUES (?, ?)") { statement in
                sqlite3_bind_text(statement, 1, text, -1, nil)
                sqlite3_bind_int64(statement, 2, signed(made))
            }
        }
        return changes == 1 ? nil : try index(of: claim)
    }

    func remove(claim: LogClaim) throws {
        try run("DELETE FROM claim WHERE text = ?", [claim.text])
    }

    func insert(evidence: StoredCheckpoint) throws {
        try run("INSERT OR IGNORE INTO evidence(size, note) VALUES (?, ?)", [signed(evidence.size), evidence.note])
    }

    func insert(cosignature: StoredCosignature) throws {
        try run(
            "INSERT OR REPLACE INTO cosignature(size, witness, time, line) VALUES (?, ?, ?, ?)",
            [signed(cosignature.size), cosignature.witness, signed(cosignature.time), cosignature.line]
        )
    }

    func removeDerived() throws {
        try database.execute(sql: "DELETE FROM node; DELETE FROM claim")
    }

    private func run(_ sql: String, _ arguments: StatementArguments) throws {
        let statement = try database.cachedStatement(sql: sql)
        // Unchecked: the count of arguments stands in the line above, and checking costs a tenth of a small insert.
        statement.setUncheckedArguments(arguments)
        try statement.execute()
    }

    /// Inserts a row of a number and bytes.
    private func insert(_ sql: String, _ key: Int64, _ bytes: [UInt8]) throws {
        _ = try bytes.withUnsafeBytes { bytes in
            try bare(sql) { statement in
                sqlite3_bind_int64(statement, 1, key)
                sqlite3_bind_blob(statement, 2, bytes.baseAddress, Int32(clamping: bytes.count), nil)
            }
        }
    }

    /// Runs a statement through SQLite's own interface, for the rows that every entry has: boxed arguments would take
    /// longer than the insert itself.
    ///
    /// What is bound is not copied: it has to outlive the call.
    /// - Returns: the number of rows that it changed.
    private func bare(_ sql: String, _ bind: (OpaquePointer) -> Void) throws -> Int {
        let statement = try database.cachedStatement(sql: sql).sqliteStatement
        bind(statement)
        defer {
            sqlite3_reset(statement)
            sqlite3_clear_bindings(statement)
        }
        guard sqlite3_step(statement) == SQLITE_DONE else {
            let connection = sqlite3_db_handle(statement)
            let fault = DatabaseError(
                resultCode: ResultCode(rawValue: sqlite3_extended_errcode(connection)),
                message: sqlite3_errmsg(connection).map { String(cString: $0) }
            )
            throw LogError.cannotWrite(path: path, cause: SQLiteFault.text(fault))
        }
        return Int(sqlite3_changes(sqlite3_db_handle(statement)))
    }

    private func count(_ sql: String) throws -> UInt64 {
        UInt64(clamping: try Int64.fetchOne(try database.cachedStatement(sql: sql)) ?? 0)
    }

    private func checkpoint(_ sql: String, _ arguments: StatementArguments) throws -> StoredCheckpoint? {
        try Row.fetchOne(try database.cachedStatement(sql: sql), arguments: arguments).flatMap(Self.checkpoint)
    }

    private static func checkpoint(_ row: Row) -> StoredCheckpoint? {
        guard let size = Int64.fromDatabaseValue(row[0]), let note = String.fromDatabaseValue(row[1]) else {
            return nil
        }
        return StoredCheckpoint(size: UInt64(clamping: size), note: note)
    }

    /// Sizes and indexes stay below 2^63 (c2sp.org/tlog-checkpoint); what does not is no row of any table.
    private func signed(_ value: UInt64) -> Int64 { Int64(clamping: value) }
}
