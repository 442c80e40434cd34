package import ExecutorCore
internal import FaultPoints
package import Model
internal import SQLiteAccess
internal import TransparencyLog

extension ExecutorDatabase {
    package func deviceStatement() throws -> StoredDeviceStatement? { try read(Self.newestDeviceStatement) }

    package func deviceVersion() throws -> UInt64? { try read(Self.newestDeviceVersion) }

    package func record(deviceStatement: StoredDeviceStatement, floor: Timestamp) throws {
        try write(.deviceStatement) { db in
            let held = try Self.newestDeviceVersion(db) ?? 0
            guard deviceStatement.version > held else {
                throw ExecutorStoreError.deviceVersion(held: held, offered: deviceStatement.version)
            }
            // Older ones are of no further use; the log has them.
            try db.run("DELETE FROM device_statement")
            try db.run(
                "INSERT INTO device_statement (version, leaf_index, leaf) VALUES (?, ?, ?)",
                SQLiteValue(deviceStatement.version),
                SQLiteValue(deviceStatement.evidence.leafIndex),
                .blob(deviceStatement.evidence.leaf)
            )
            try Self.raise(floor, db)
        }
    }

    package func denials(of operation: OperationID) throws -> [StoredEvidence] {
        try read { db in try Self.evidence("denial", operation.text, db) }
    }

    package func record(denial: StoredEvidence, of operation: OperationID, floor: Timestamp?) throws {
        try write(.denial) { db in
            try Self.insert(denial, "denial", operation.text, db)
            if let floor { try Self.raise(floor, db) }
        }
    }

    package func cancels(of operation: OperationID) throws -> [StoredEvidence] {
        try read { db in try Self.evidence("cancel", operation.text, db) }
    }

    package func record(cancel: StoredEvidence, of operation: OperationID, floor: Timestamp?) throws {
        try write(.cancel) { db in
            try Self.insert(cancel, "cancel", operation.text, db)
            if let floor { try Self.raise(floor, db) }
        }
    }

    package func statuses(of root: RootReference) throws -> [StoredEvidence] {
        try read { db in try Self.evidence("status", Self.subject(root), db) }
    }

    package func record(status: StoredEvidence, of root: RootReference, floor: Timestamp) throws {
        try write(.status) { db in
            try Self.insert(status, "status", Self.subject(root), db)
            try Self.raise(floor, db)
        }
    }

    package func openEmergencies() throws -> [OpenEmergency] {
        try read { db in
            let rows = try db.all(
                """
                SELECT e.operation, e.person, l.admitted, l.review_seconds
                FROM emergency e JOIN ledger l ON l.operation = e.operation WHERE e.reviewed = 0 ORDER BY l.id, e.person
                """
            ) { row throws(SQLiteError) in
                (try row.text(0), try row.text(1), try row.integer(2), try row.unsigned(3))
            }
            return try rows.map { operation, person, admitted, seconds in
                guard let operation = OperationID(operation), let person = PersonID(person) else {
                    throw ExecutorStoreError.damaged("emergency")
                }
                return OpenEmergency(
                    operation: operation,
                    person: person,
                    admitted: Timestamp(seconds: admitted),
                    reviewSeconds: seconds
                )
            }
        }
    }

    package func record(review: StoredEvidence, of operation: OperationID, by person: PersonID) throws {
        try write(.review) { db in
            try Self.insert(review, "review", operation.text, db)
            try db.run(
                """
                UPDATE emergency SET reviewed = 1 WHERE operation = ?1
                AND NOT EXISTS (SELECT 1 FROM emergency WHERE operation = ?1 AND person = ?2)
                """,
                .text(operation.text),
                .text(person.text)
            )
        }
    }

    // MARK: Parts of transactions

    private static func subject(_ root: RootReference) -> String { "\(root.version) \(root.sha256.hex)" }

    private static func evidence(_ kind: String, _ subject: String, _ db: SQLiteConnection) throws -> [StoredEvidence] {
        let sql = "SELECT leaf_index, leaf, reach FROM evidence WHERE kind = ? AND subject = ? ORDER BY id"
        return try db.all(sql, .text(kind), .text(subject)) { row throws(SQLiteError) in
            StoredEvidence(leafIndex: try row.unsigned(0), leaf: try row.blob(1), reach: try row.text(2))
        }
    }

    /// The same word a second time changes nothing, whatever entry it comes in and wherever that stands.
    private static func insert(
        _ evidence: StoredEvidence,
        _ kind: String,
        _ subject: String,
        _ db: SQLiteConnection
    ) throws {
        try db.run(
            """
            INSERT OR IGNORE INTO evidence (kind, subject, leaf_index, leaf_sha256, leaf, reach)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            .text(kind),
            .text(subject),
            SQLiteValue(evidence.leafIndex),
            .blob(evidence.identity.bytes),
            .blob(evidence.leaf),
            .text(evidence.reach)
        )
    }

    private static func newestDeviceVersion(_ db: SQLiteConnection) throws -> UInt64? {
        let sql = "SELECT version FROM device_statement ORDER BY version DESC LIMIT 1"
        return try db.first(sql) { row throws(SQLiteError) in try row.unsigned(0) }
    }

    private static func newestDeviceStatement(_ db: SQLiteConnection) throws -> StoredDeviceStatement? {
        let sql = "SELECT version, leaf_index, leaf FROM device_statement ORDER BY version DESC LIMIT 1"
        return try db.first(sql) { row throws(SQLiteError) in
            StoredDeviceStatement(
                version: try row.unsigned(0),
                evidence: StoredEvidence(leafIndex: try row.unsigned(1), leaf: try row.blob(2))
            )
        }
    }
}
