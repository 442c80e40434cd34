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

    func node(level: UInt8, index: UInt64) throws -> Digest? {
        let statement = try database.cachedStatement(sql: "SELECT hash FROM node WHERE level = ? AND idx = ?")
        return try Data.fetchOne(statement, arguments: [Int64(level), signed(index)]).flatMap { Digest(bytes: $0) }
    }

    func nodeCount() throws -> UInt64 { try count("SELECT count(*) FROM node") }

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
        try run("INSERT INTO entry(idx, leaf) VALUES (?, ?)", [signed(index), Data(leaf)])
    }

    func insert(node: TreeNode) throws {
        try run(
            "INSERT INTO node(level, idx, hash) VALUES (?, ?, ?)",
            [Int64(node.level), signed(node.index), node.hash.withUnsafeBytes { Data($0) }]
        )
    }

    func insert(checkpoint: StoredCheckpoint) throws {
        try run("INSERT INTO checkpoint(size, note) VALUES (?, ?)", [signed(checkpoint.size), checkpoint.note])
    }

    func insert(claim: LogClaim, index: UInt64) throws {
        try run("INSERT INTO claim(text, idx) VALUES (?, ?)", [claim.text, signed(index)])
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
