package import ExecutorCore
internal import FaultPoints
package import Model
internal import SQLiteAccess
internal import TransparencyLog

extension ExecutorDatabase {
    package func identity() throws -> ExecutorIdentity? {
        try read { db in
            let sql = "SELECT tenant, device, receipt_seed, sealing_private, sealing_key, token FROM identity"
            return try db.first(sql) { row throws(SQLiteError) in try Self.identity(row) } ?? nil
        }
    }

    package func establish(
        _ identity: ExecutorIdentity,
        root: StoredRoot,
        checkpoint: StoredCheckpoint?,
        floor: Timestamp
    ) throws {
        try write(.established) { db in
            guard try Self.newestRoot(db) == nil else { throw ExecutorStoreError.alreadyEnrolled }
            try db.run(
                """
                INSERT INTO identity (id, tenant, device, receipt_seed, sealing_private, sealing_key, token)
                VALUES (1, ?, ?, ?, ?, ?, ?)
                """,
                .text(identity.tenant.text),
                .text(identity.device.text),
                .blob(identity.receiptSeed),
                .blob(identity.sealingPrivateKey),
                .text(identity.sealingKey),
                SQLiteValue(identity.token)
            )
            try Self.insert(root, db)
            if let checkpoint { try Self.replace(checkpoint, db) }
            try Self.raise(floor, db)
        }
    }

    package func enrolment() throws -> (statement: StatementText, signature: String)? {
        try read { db in
            let sql = "SELECT enrolment, enrolment_signature FROM identity WHERE enrolment IS NOT NULL"
            return try db.first(sql) { row throws(SQLiteError) in (StatementText(try row.blob(0)), try row.text(1)) }
        }
    }

    package func keep(enrolment statement: StatementText, signature: String) throws {
        try write(.enrolmentKept) { db in
            try db.run(
                "UPDATE identity SET enrolment = ?, enrolment_signature = ?",
                .blob(statement.bytes),
                .text(signature)
            )
            guard db.changes == 1 else { throw ExecutorStoreError.notEnrolled }
        }
    }

    package func confirmEnrolment() throws {
        try write(.enrolmentConfirmed) { db in
            try db.run("UPDATE identity SET token = NULL")
            guard db.changes == 1 else { throw ExecutorStoreError.notEnrolled }
        }
    }

    package func roots() throws -> [StoredRoot] {
        try read { db in
            let roots = try db.all("SELECT version, statement FROM root ORDER BY version") { row throws(SQLiteError) in
                StoredRoot(version: try row.unsigned(0), statement: StatementText(try row.blob(1)), signatures: [])
            }
            return try roots.map { root in
                var root = root
                let sql = "SELECT signature FROM root_signature WHERE version = ? ORDER BY place"
                root.signatures = try db.all(sql, SQLiteValue(root.version)) { row throws(SQLiteError) in
                    try row.text(0)
                }
                return root
            }
        }
    }

    package func accept(root: StoredRoot, floor: Timestamp, startsLog: Bool) throws {
        try write(.rootAccepted) { db in
            guard let held = try Self.newestRoot(db) else { throw ExecutorStoreError.notEnrolled }
            guard root.version == held &+ 1 else {
                throw ExecutorStoreError.rootVersion(held: held, offered: root.version)
            }
            try Self.insert(root, db)
            try Self.raise(floor, db)
            if startsLog {
                try db.run("DELETE FROM checkpoint")
                try db.run("UPDATE fork SET latched = 0")
            }
        }
    }

    package func checkpoint() throws -> StoredCheckpoint? { try read(Self.checkpoint) }

    package func advance(checkpoint: StoredCheckpoint, floor: Timestamp) throws {
        try write(.checkpointAdvanced) { db in
            try Self.advance(checkpoint, db)
            try Self.raise(floor, db)
        }
    }

    package func fork() throws -> ForkEvidence? {
        try read { db in
            let sql = "SELECT first, second, seen FROM fork WHERE latched = 1"
            return try db.first(sql) { row throws(SQLiteError) in
                ForkEvidence(
                    first: try row.text(0),
                    second: try row.text(1),
                    seen: Timestamp(seconds: try row.integer(2))
                )
            }
        }
    }

    package func latch(fork: ForkEvidence) throws {
        try write(.forkLatched) { db in
            try db.run(
                """
                INSERT INTO fork (first, second, seen, latched) SELECT ?, ?, ?, 1
                WHERE NOT EXISTS (SELECT 1 FROM fork WHERE latched = 1)
                """,
                .text(fork.first),
                .text(fork.second),
                .integer(fork.seen.seconds)
            )
        }
    }

    package func timeFloor() throws -> Timestamp? {
        try read { db in try Self.number("floor", db).map { Timestamp(seconds: $0) } }
    }

    // MARK: Parts of transactions

    /// Lifts the floor to a time; a lower one changes nothing.
    static func raise(_ floor: Timestamp, _ db: SQLiteConnection) throws {
        try db.run(
            """
            INSERT INTO value (name, number) VALUES ('floor', ?)
            ON CONFLICT (name) DO UPDATE SET number = max(number, excluded.number)
            """,
            .integer(floor.seconds)
        )
    }

    static func advance(_ checkpoint: StoredCheckpoint, _ db: SQLiteConnection) throws {
        if let held = try Self.checkpoint(db), held.origin == checkpoint.origin, held.size > checkpoint.size {
            throw ExecutorStoreError.checkpointBehind(held: held.size, offered: checkpoint.size)
        }
        try replace(checkpoint, db)
    }

    private static func number(_ name: String, _ db: SQLiteConnection) throws -> Int64? {
        try db.first("SELECT number FROM value WHERE name = ?", .text(name)) { row throws(SQLiteError) in
            try row.integer(0)
        }
    }

    private static func newestRoot(_ db: SQLiteConnection) throws -> UInt64? {
        let sql = "SELECT version FROM root ORDER BY version DESC LIMIT 1"
        return try db.first(sql) { row throws(SQLiteError) in try row.unsigned(0) }
    }

    private static func insert(_ root: StoredRoot, _ db: SQLiteConnection) throws {
        try db.run(
            "INSERT INTO root (version, statement) VALUES (?, ?)",
            SQLiteValue(root.version),
            .blob(root.statement.bytes)
        )
        for (place, signature) in root.signatures.enumerated() {
            try db.run(
                "INSERT INTO root_signature (version, place, signature) VALUES (?, ?, ?)",
                SQLiteValue(root.version),
                .integer(Int64(place)),
                .text(signature)
            )
        }
    }

    private static func checkpoint(_ db: SQLiteConnection) throws -> StoredCheckpoint? {
        let found = try db.first("SELECT origin, size, root, note FROM checkpoint") { row throws(SQLiteError) in
            (try row.text(0), try row.unsigned(1), try row.blob(2), try row.text(3))
        }
        guard let (origin, size, root, note) = found else { return nil }
        guard let root = Digest(bytes: root) else { throw ExecutorStoreError.damaged("checkpoint") }
        return StoredCheckpoint(origin: origin, size: size, root: root, note: note)
    }

    private static func replace(_ checkpoint: StoredCheckpoint, _ db: SQLiteConnection) throws {
        // A size that SQLite cannot hold would read back as another one.
        guard checkpoint.size <= UInt64(Int64.max) else { throw ExecutorStoreError.damaged("checkpoint size") }
        try db.run(
            "INSERT OR REPLACE INTO checkpoint (id, origin, size, root, note) VALUES (1, ?, ?, ?, ?)",
            .text(checkpoint.origin),
            SQLiteValue(checkpoint.size),
            .blob(checkpoint.root.bytes),
            .text(checkpoint.note)
        )
    }

    private static func identity(_ row: SQLiteRow) throws(SQLiteError) -> ExecutorIdentity? {
        guard let tenant = TenantID(try row.text(0)), let device = DeviceID(try row.text(1)) else { return nil }
        return ExecutorIdentity(
            tenant: tenant,
            device: device,
            receiptSeed: try row.blob(2),
            sealingPrivateKey: try row.blob(3),
            sealingKey: try row.text(4),
            token: try row.optionalBlob(5)
        )
    }
}
