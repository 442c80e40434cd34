internal import ExecutorCore
internal import FaultPoints
internal import SQLiteAccess
internal import TransparencyLog

/// The tables, and what they refuse by themselves.
///
/// Versions are frozen once shipped; a change is a new step.
enum ExecutorSchema {
    private static let applicationID: Int64 = 0x4353_4558  // "CSEX"

    private static let steps: [@Sendable (SQLiteConnection) throws -> Void] = [
        { db in try db.execute(version1) },
        toVersion2,
    ]

    /// - Parameter newest: the version to stop at; an older one than ours is for tests of the steps.
    static func migrate(_ db: SQLiteConnection, to newest: Int = steps.count) throws {
        let held = try db.first("PRAGMA user_version") { row throws(SQLiteError) in try row.integer(0) } ?? 0
        let application = try db.first("PRAGMA application_id") { row throws(SQLiteError) in try row.integer(0) } ?? 0
        guard held >= 0, held <= steps.count, held == 0 || application == applicationID else {
            throw ExecutorStoreError.damaged("schema of version \(held)")
        }
        for version in Int(held)..<max(Int(held), newest) {
            try db.transaction {
                try steps[version](db)
                try db.execute("PRAGMA application_id=\(applicationID); PRAGMA user_version=\(version + 1)")
                try ExecutorStep.schema.reach(failingWith: db.full)
            }
            ExecutorStep.schema.landed()
        }
    }

    private static let version1 = """
        CREATE TABLE identity (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            tenant TEXT NOT NULL, device TEXT NOT NULL,
            receipt_seed BLOB NOT NULL CHECK (length(receipt_seed) = 32),
            sealing_private BLOB NOT NULL, sealing_key TEXT NOT NULL,
            token BLOB, enrolment BLOB, enrolment_signature TEXT
        ) STRICT;
        CREATE TABLE value (name TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE root (
            version INTEGER PRIMARY KEY CHECK (version >= 1), statement BLOB NOT NULL
        ) STRICT;
        CREATE TABLE root_signature (
            version INTEGER NOT NULL REFERENCES root (version), place INTEGER NOT NULL, signature TEXT NOT NULL,
            PRIMARY KEY (version, place)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE checkpoint (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            origin TEXT NOT NULL, size INTEGER NOT NULL CHECK (size >= 0),
            root BLOB NOT NULL CHECK (length(root) = 32), note TEXT NOT NULL
        ) STRICT;
        CREATE TABLE fork (
            id INTEGER PRIMARY KEY, first TEXT NOT NULL, second TEXT NOT NULL, seen INTEGER NOT NULL,
            latched INTEGER NOT NULL CHECK (latched IN (0, 1))
        ) STRICT;
        CREATE TABLE device_statement (
            version INTEGER PRIMARY KEY, leaf_index INTEGER NOT NULL, leaf BLOB NOT NULL
        ) STRICT;
        -- Denials, cancels and reviews by operation; statuses by the root they name.
        CREATE TABLE evidence (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('denial', 'cancel', 'review', 'status')),
            subject TEXT NOT NULL, leaf_index INTEGER NOT NULL, leaf BLOB NOT NULL,
            reach TEXT NOT NULL,
            UNIQUE (kind, subject, leaf_index)
        ) STRICT;
        CREATE TABLE ledger (
            id INTEGER PRIMARY KEY,
            operation TEXT NOT NULL UNIQUE,
            statement_sha256 BLOB NOT NULL CHECK (length(statement_sha256) = 32),
            leaf_index INTEGER, rule TEXT, admitted INTEGER, floor INTEGER, review_seconds INTEGER, context BLOB,
            started INTEGER, run BLOB,
            outcome TEXT, receipt INTEGER UNIQUE,
            CHECK ((admitted IS NULL) = (rule IS NULL) AND (admitted IS NULL) = (context IS NULL)),
            CHECK (admitted IS NOT NULL OR receipt IS NOT NULL),
            CHECK ((outcome IS NULL) = (receipt IS NULL))
        ) STRICT;
        CREATE INDEX ledger_unfinished ON ledger (id) WHERE receipt IS NULL;
        CREATE TABLE emergency (
            operation TEXT NOT NULL REFERENCES ledger (operation), person TEXT NOT NULL,
            reviewed INTEGER NOT NULL DEFAULT 0 CHECK (reviewed IN (0, 1)),
            PRIMARY KEY (operation, person)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE receipt (
            sequence INTEGER PRIMARY KEY CHECK (sequence >= 1),
            previous BLOB NOT NULL CHECK (length(previous) = 32),
            operation TEXT NOT NULL UNIQUE REFERENCES ledger (operation),
            statement BLOB NOT NULL, signature TEXT NOT NULL,
            bytes INTEGER NOT NULL,
            proven INTEGER
        ) STRICT;
        CREATE INDEX receipt_unproven ON receipt (sequence) WHERE proven IS NULL;
        CREATE TABLE blob (
            sha256 BLOB PRIMARY KEY CHECK (length(sha256) = 32),
            sequence INTEGER NOT NULL REFERENCES receipt (sequence) ON DELETE CASCADE,
            content BLOB NOT NULL
        ) STRICT;
        CREATE INDEX blob_sequence ON blob (sequence);
        CREATE TABLE counter (code TEXT PRIMARY KEY, count INTEGER NOT NULL) STRICT, WITHOUT ROWID;

        -- What was decided stays decided, whatever our own code may try.
        CREATE TRIGGER ledger_keeps BEFORE DELETE ON ledger BEGIN SELECT RAISE(ABORT, 'the ledger keeps every id'); END;
        CREATE TRIGGER ledger_same BEFORE UPDATE OF operation, statement_sha256, admitted, rule ON ledger
            BEGIN SELECT RAISE(ABORT, 'an admission does not change'); END;
        CREATE TRIGGER ledger_once BEFORE UPDATE OF outcome, receipt ON ledger WHEN OLD.receipt IS NOT NULL
            BEGIN SELECT RAISE(ABORT, 'one receipt for each operation'); END;
        CREATE TRIGGER receipt_same BEFORE UPDATE OF sequence, previous, operation, statement, signature ON receipt
            BEGIN SELECT RAISE(ABORT, 'a receipt does not change'); END;
        CREATE TRIGGER receipt_rests BEFORE DELETE ON receipt
            WHEN OLD.proven IS NULL OR OLD.sequence = (SELECT max(sequence) FROM receipt)
            BEGIN SELECT RAISE(ABORT, 'a receipt rests only once proven, and the newest stays'); END;
        CREATE TRIGGER receipt_next BEFORE INSERT ON receipt
            WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM receipt)
            BEGIN SELECT RAISE(ABORT, 'receipt sequence must be the next'); END;
        CREATE TRIGGER root_next BEFORE INSERT ON root
            WHEN (SELECT max(version) FROM root) IS NOT NULL AND NEW.version IS NOT (SELECT max(version) + 1 FROM root)
            BEGIN SELECT RAISE(ABORT, 'root version must be the next'); END;
        CREATE TRIGGER root_same BEFORE UPDATE ON root BEGIN SELECT RAISE(ABORT, 'a root does not change'); END;
        CREATE TRIGGER root_keeps BEFORE DELETE ON root BEGIN SELECT RAISE(ABORT, 'roots are kept'); END;
        CREATE TRIGGER fork_keeps BEFORE DELETE ON fork BEGIN SELECT RAISE(ABORT, 'evidence of a fork is kept'); END;
        """

    /// Evidence by what it says, as places begin anew with each log; blobs in pieces; room kept for running outputs.
    @Sendable private static func toVersion2(_ db: SQLiteConnection) throws {
        try db.execute(version2)
        let rows = try db.all("SELECT id, leaf FROM evidence1 ORDER BY id") { row throws(SQLiteError) in
            (try row.integer(0), try row.blob(1))
        }
        for (id, leaf) in rows {
            try db.run(
                """
                INSERT OR IGNORE INTO evidence (kind, subject, leaf_index, leaf_sha256, leaf, reach)
                SELECT kind, subject, leaf_index, ?, leaf, reach FROM evidence1 WHERE id = ?
                """,
                .blob(StoredEvidence(leafIndex: 0, leaf: leaf).identity.bytes),
                .integer(id)
            )
        }
        try db.execute("DROP TABLE evidence1")
    }

    private static let version2 = """
        ALTER TABLE ledger ADD COLUMN reserved INTEGER NOT NULL DEFAULT 0;

        ALTER TABLE evidence RENAME TO evidence1;
        CREATE TABLE evidence (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('denial', 'cancel', 'review', 'status')),
            subject TEXT NOT NULL, leaf_index INTEGER NOT NULL,
            -- Of statement and signer; in older files of the leaf.
            leaf_sha256 BLOB NOT NULL CHECK (length(leaf_sha256) = 32), leaf BLOB NOT NULL,
            reach TEXT NOT NULL,
            UNIQUE (kind, subject, leaf_sha256)
        ) STRICT;

        ALTER TABLE blob RENAME TO blob1;
        DROP INDEX blob_sequence;
        CREATE TABLE blob (
            sha256 BLOB PRIMARY KEY CHECK (length(sha256) = 32),
            sequence INTEGER NOT NULL REFERENCES receipt (sequence) ON DELETE CASCADE,
            bytes INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX blob_sequence ON blob (sequence);
        CREATE TABLE blob_piece (
            id INTEGER PRIMARY KEY,
            sha256 BLOB NOT NULL REFERENCES blob (sha256) ON DELETE CASCADE,
            place INTEGER NOT NULL, content BLOB NOT NULL CHECK (length(content) <= 262144),
            UNIQUE (sha256, place)
        ) STRICT;
        INSERT INTO blob (sha256, sequence, bytes) SELECT sha256, sequence, length(content) FROM blob1 ORDER BY rowid;
        WITH RECURSIVE part (sha256, place) AS (
            SELECT sha256, 0 FROM blob1
            UNION ALL
            SELECT part.sha256, place + 1 FROM part JOIN blob1 ON blob1.sha256 = part.sha256
            WHERE (place + 1) * 262144 < length(content)
        )
        INSERT INTO blob_piece (sha256, place, content)
        SELECT part.sha256, place, substr(content, place * 262144 + 1, 262144)
        FROM part JOIN blob1 ON blob1.sha256 = part.sha256;
        DROP TABLE blob1;
        """
}
