package import ExecutorCore
internal import FaultPoints
package import Model
internal import SQLiteAccess
package import TransparencyLog

extension ExecutorDatabase {
    package func chainEnd() throws -> ReceiptChainEnd { try read(Self.chainEnd) }

    package func decide(_ decision: Decision) throws {
        try write(.decided) { db in
            let receipt = decision.receipt
            let end = try Self.chainEnd(db)
            guard receipt.sequence == end.sequence &+ 1, receipt.previous == end.sha256 else {
                throw ExecutorStoreError.chain(held: end.sequence, offered: receipt.sequence)
            }
            if let entry = try Self.entry(receipt.operation, db) {
                guard entry.receipt == nil, entry.statementSha256 == decision.operationSha256 else {
                    throw ExecutorStoreError.alreadyDecided(receipt.operation)
                }
                try db.run(
                    "UPDATE ledger SET outcome = ?, receipt = ? WHERE operation = ?",
                    .text(decision.outcome),
                    SQLiteValue(receipt.sequence),
                    .text(receipt.operation.text)
                )
            } else {
                guard try Self.spoolUse(db).hasRoom(for: decision.bytes) else { throw ExecutorStoreError.spoolFull }
                try db.run(
                    "INSERT INTO ledger (operation, statement_sha256, outcome, receipt) VALUES (?, ?, ?, ?)",
                    .text(receipt.operation.text),
                    .blob(decision.operationSha256.bytes),
                    .text(decision.outcome),
                    SQLiteValue(receipt.sequence)
                )
            }
            try Self.insert(decision, db)
        }
    }

    package func spool(after sequence: UInt64, limit: Int, unprovenOnly: Bool) throws -> [SpooledReceipt] {
        try read { db in
            try Self.receipts(
                "sequence > ? AND (proven IS NULL OR ?) ORDER BY sequence LIMIT ?",
                [SQLiteValue(sequence), SQLiteValue(!unprovenOnly), .integer(Int64(clamping: limit))],
                db
            )
        }
    }

    package func receipt(_ sequence: UInt64) throws -> SpooledReceipt? {
        try read { db in try Self.receipts("sequence = ?", [SQLiteValue(sequence)], db).first }
    }

    package func blobNames(of sequence: UInt64) throws -> [SpoolBlobName] {
        try read { db in
            let sql = "SELECT sha256, bytes FROM blob WHERE sequence = ? ORDER BY rowid"
            let rows = try db.all(sql, SQLiteValue(sequence)) { row throws(SQLiteError) in
                (try row.blob(0), try row.unsigned(1))
            }
            return try rows.map { sha256, bytes in
                guard let sha256 = Digest(bytes: sha256) else { throw ExecutorStoreError.damaged("blob") }
                return SpoolBlobName(sha256: sha256, sequence: sequence, bytes: bytes)
            }
        }
    }

    package func blob(_ sha256: Digest, from offset: UInt64, limit: Int) throws -> SpoolBlobPiece? {
        try read { db in
            let whole = try db.first("SELECT bytes FROM blob WHERE sha256 = ?", .blob(sha256.bytes)) {
                row throws(SQLiteError) in try row.unsigned(0)
            }
            guard let whole else { return nil }
            guard offset < whole else { return SpoolBlobPiece(content: [], total: whole) }
            let content = try db.first(
                "SELECT substr(content, ?, ?) FROM blob_piece WHERE sha256 = ? AND place = ?",
                SQLiteValue(offset % Self.pieceBytes + 1),
                .integer(Int64(max(1, limit))),
                .blob(sha256.bytes),
                SQLiteValue(offset / Self.pieceBytes)
            ) { row throws(SQLiteError) in try row.blob(0) }
            guard let content, !content.isEmpty else { throw ExecutorStoreError.damaged("blob") }
            return SpoolBlobPiece(content: content, total: whole)
        }
    }

    /// A blob lies in rows of this size: SQLite reads a value whole, and an output may have 64 MiB.
    private static let pieceBytes: UInt64 = 256 << 10

    package func spoolUse() throws -> SpoolUse { try read(Self.spoolUse) }

    package func prove(sequence: UInt64, at time: Timestamp, advance: StoredCheckpoint?, floor: Timestamp?) throws {
        try write(.proven) { db in
            try db.run(
                "UPDATE receipt SET proven = coalesce(proven, ?) WHERE sequence = ?",
                .integer(time.seconds),
                SQLiteValue(sequence)
            )
            guard db.changes == 1 else { throw ExecutorStoreError.noReceipt(sequence) }
            if let advance { try Self.advance(advance, db) }
            if let floor { try Self.raise(floor, db) }
        }
    }

    package func prune(provenBefore time: Timestamp) throws -> Int {
        let dropped = try write(.pruned) { db in
            try db.run(
                "DELETE FROM receipt WHERE proven < ? AND sequence < (SELECT max(sequence) FROM receipt)",
                .integer(time.seconds)
            )
            return db.changes
        }
        // The write-ahead log would keep outputs until it is written over. Where it cannot be emptied now, a later one can.
        if dropped > 0 { try? settle() }
        return dropped
    }

    // MARK: Parts of transactions

    /// Counts a place for each operation that is running, whose receipt must find room whatever comes first.
    static func spoolUse(_ db: SQLiteConnection) throws -> SpoolUse {
        let sql = """
            SELECT count(*) + (SELECT count(*) FROM ledger WHERE receipt IS NULL), coalesce(sum(bytes), 0),
                (SELECT coalesce(sum(reserved), 0) FROM ledger WHERE receipt IS NULL)
            FROM receipt WHERE proven IS NULL
            """
        let use = try db.first(sql) { row throws(SQLiteError) in
            SpoolUse(receipts: try row.unsigned(0), bytes: try row.unsigned(1), reserved: try row.unsigned(2))
        }
        return use ?? SpoolUse(receipts: 0, bytes: 0)
    }

    private static func chainEnd(_ db: SQLiteConnection) throws -> ReceiptChainEnd {
        let sql = "SELECT sequence, statement FROM receipt ORDER BY sequence DESC LIMIT 1"
        let newest = try db.first(sql) { row throws(SQLiteError) in
            ReceiptChainEnd(sequence: try row.unsigned(0), sha256: StatementText(try row.blob(1)).sha256)
        }
        return newest ?? .beginning
    }

    private static func insert(_ decision: Decision, _ db: SQLiteConnection) throws {
        let receipt = decision.receipt
        try db.run(
            """
            INSERT INTO receipt (sequence, previous, operation, statement, signature, bytes) VALUES (?, ?, ?, ?, ?, ?)
            """,
            SQLiteValue(receipt.sequence),
            .blob(receipt.previous.bytes),
            .text(receipt.operation.text),
            .blob(receipt.statement.bytes),
            .text(receipt.signature),
            SQLiteValue(decision.bytes)
        )
        for blob in decision.blobs {
            try db.run(
                "INSERT INTO blob (sha256, sequence, bytes) VALUES (?, ?, ?)",
                .blob(blob.sha256.bytes),
                SQLiteValue(receipt.sequence),
                SQLiteValue(UInt64(blob.content.count))
            )
            for (place, start) in stride(from: 0, to: blob.content.count, by: Int(pieceBytes)).enumerated() {
                let piece = blob.content[start..<min(blob.content.count, start + Int(pieceBytes))]
                try db.run(
                    "INSERT INTO blob_piece (sha256, place, content) VALUES (?, ?, ?)",
                    .blob(blob.sha256.bytes),
                    .integer(Int64(place)),
                    .blob(Array(piece))
                )
            }
        }
    }

    private static func receipts(
        _ condition: String,
        _ values: [SQLiteValue],
        _ db: SQLiteConnection
    ) throws -> [SpooledReceipt] {
        let rows = try db.all(
            "SELECT sequence, previous, operation, statement, signature, proven FROM receipt WHERE \(condition)",
            values: values
        ) { row throws(SQLiteError) in
            (
                try row.unsigned(0), try row.blob(1), try row.text(2), try row.blob(3), try row.text(4),
                try row.optionalInteger(5)
            )
        }
        return try rows.map { sequence, previous, operation, statement, signature, proven in
            guard let previous = Digest(bytes: previous), let operation = OperationID(operation) else {
                throw ExecutorStoreError.damaged("receipt")
            }
            return SpooledReceipt(
                sequence: sequence,
                previous: previous,
                operation: operation,
                statement: StatementText(statement),
                signature: signature,
                proven: proven.map { Timestamp(seconds: $0) }
            )
        }
    }
}
