package import ExecutorCore
internal import FaultPoints
package import Model
internal import SQLiteAccess
internal import TransparencyLog

extension ExecutorDatabase {
    package func ledgerSize() throws -> UInt64 {
        try read { db in
            try db.first("SELECT count(*) FROM ledger") { row throws(SQLiteError) in try row.unsigned(0) } ?? 0
        }
    }

    package func ledgerEntry(_ operation: OperationID) throws -> LedgerEntry? {
        try read { db in try Self.entry(operation, db) }
    }

    package func unfinished() throws -> [LedgerEntry] {
        try read { db in
            let sql = "SELECT operation FROM ledger WHERE receipt IS NULL ORDER BY id"
            let names = try db.all(sql) { row throws(SQLiteError) in try row.text(0) }
            return try names.map { name in
                guard let operation = OperationID(name), let entry = try Self.entry(operation, db) else {
                    throw ExecutorStoreError.damaged("ledger")
                }
                return entry
            }
        }
    }

    package func admit(_ admission: Admission, advance: StoredCheckpoint?) throws {
        try write(.admitted) { db in
            guard try Self.entry(admission.operation, db) == nil else {
                throw ExecutorStoreError.alreadyDecided(admission.operation)
            }
            guard try Self.spoolUse(db).hasRoom(for: 0) else { throw ExecutorStoreError.spoolFull }
            try db.run(
                """
                INSERT INTO ledger
                    (operation, statement_sha256, leaf_index, rule, admitted, floor, review_seconds, reserved, context)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                .text(admission.operation.text),
                .blob(admission.statementSha256.bytes),
                SQLiteValue(admission.leafIndex),
                .text(admission.rule.text),
                .integer(admission.admitted.seconds),
                .integer(admission.floor.seconds),
                SQLiteValue(admission.reviewSeconds),
                SQLiteValue(admission.outputBytes),
                .blob(admission.context)
            )
            for person in admission.emergencyOf {
                try db.run(
                    "INSERT INTO emergency (operation, person) VALUES (?, ?)",
                    .text(admission.operation.text),
                    .text(person.text)
                )
            }
            if let advance { try Self.advance(advance, db) }
            try Self.raise(admission.floor, db)
        }
    }

    package func began(_ operation: OperationID, at started: Timestamp, run: [UInt8]) throws {
        try write(.began, outlivesPower: false) { db in
            try db.run(
                """
                UPDATE ledger SET started = ?, run = ?
                WHERE operation = ? AND admitted IS NOT NULL AND receipt IS NULL
                """,
                .integer(started.seconds),
                .blob(run),
                .text(operation.text)
            )
            guard db.changes == 1 else { throw ExecutorStoreError.notAdmitted(operation) }
        }
    }

    package func count(_ code: String) throws {
        try write(.counted) { db in
            try db.run(
                "INSERT INTO counter (code, count) VALUES (?, 1) ON CONFLICT (code) DO UPDATE SET count = count + 1",
                .text(code)
            )
        }
    }

    package func counters() throws -> [String: UInt64] {
        try read { db in
            let rows = try db.all("SELECT code, count FROM counter") { row throws(SQLiteError) in
                (try row.text(0), try row.unsigned(1))
            }
            return Dictionary(rows) { first, _ in first }
        }
    }

    // MARK: Parts of transactions

    static func entry(_ operation: OperationID, _ db: SQLiteConnection) throws -> LedgerEntry? {
        struct Row {
            var sha256: [UInt8]
            var started: Int64?
            var run: [UInt8]?
            var outcome: String?
            var receipt: Int64?
            var rule: String?
        }
        let sql = """
            SELECT statement_sha256, started, run, outcome, receipt, rule,
                leaf_index, admitted, floor, review_seconds, reserved, context FROM ledger WHERE operation = ?
            """
        var admission: Admission?
        let row = try db.first(sql, .text(operation.text)) { row throws(SQLiteError) in
            let found = Row(
                sha256: try row.blob(0),
                started: try row.optionalInteger(1),
                run: try row.optionalBlob(2),
                outcome: try row.optionalText(3),
                receipt: try row.optionalInteger(4),
                rule: try row.optionalText(5)
            )
            if let rule = found.rule.flatMap({ RuleName($0) }) {
                admission = Admission(
                    operation: operation,
                    statementSha256: Digest(bytes: found.sha256) ?? .zero,
                    leafIndex: try row.unsigned(6),
                    rule: rule,
                    admitted: Timestamp(seconds: try row.integer(7)),
                    floor: Timestamp(seconds: try row.integer(8)),
                    reviewSeconds: try row.unsigned(9),
                    outputBytes: try row.unsigned(10),
                    context: try row.blob(11)
                )
            }
            return found
        }
        guard let row else { return nil }
        guard let sha256 = Digest(bytes: row.sha256), (row.rule == nil) == (admission == nil) else {
            throw ExecutorStoreError.damaged("ledger")
        }
        admission?.emergencyOf = try people(of: operation, db)
        return LedgerEntry(
            operation: operation,
            statementSha256: sha256,
            admission: admission,
            started: row.started.map { Timestamp(seconds: $0) },
            run: row.run,
            outcome: row.outcome,
            receipt: row.receipt.flatMap { UInt64(exactly: $0) }
        )
    }

    private static func people(of operation: OperationID, _ db: SQLiteConnection) throws -> [PersonID] {
        let sql = "SELECT person FROM emergency WHERE operation = ? ORDER BY person"
        return try db.all(sql, .text(operation.text)) { row throws(SQLiteError) in try row.text(0) }.map { text in
            guard let person = PersonID(text) else { throw ExecutorStoreError.damaged("emergency") }
            return person
        }
    }
}
