extension RecordSchema {
    /// The tables of `fleet.sqlite`; rows refer to leaves, not to each other.
    ///
    /// There are no migrations: a file of another version is dropped and made again from the logs. Raise the version
    /// with every change below or in what is folded. Commits are whole but not flushed: what a power cut takes is made
    /// again from the logs as well.
    package static let fleet = RecordSchema(
        label: "fleet",
        version: 1,
        isDerived: true,
        tables: [
            "tenant", "document", "token", "access", "device", "device_version", "inventory", "operation", "word",
            "target",
        ],
        sql: fleetSQL
    )

    private static let fleetSQL = """
        CREATE TABLE tenant(
            tenant TEXT PRIMARY KEY, size INTEGER NOT NULL CHECK (size >= 0), last_leaf TEXT, latest TEXT,
            root_idx INTEGER, root_version INTEGER NOT NULL, root_sha256 TEXT, unreadable INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE document(
            tenant TEXT NOT NULL, idx INTEGER NOT NULL, kind TEXT NOT NULL, version INTEGER NOT NULL,
            sha256 TEXT NOT NULL, issued TEXT NOT NULL, expires TEXT, name TEXT, PRIMARY KEY (tenant, idx)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX document_kind ON document(tenant, kind, idx);
        CREATE TABLE token(
            tenant TEXT NOT NULL, sha256 TEXT NOT NULL CHECK (length(sha256) = 64), idx INTEGER, person TEXT,
            uses INTEGER NOT NULL, from_time TEXT, to_time TEXT, used INTEGER NOT NULL, PRIMARY KEY (tenant, sha256)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE access(
            tenant TEXT NOT NULL, idx INTEGER NOT NULL, at TEXT NOT NULL, kind TEXT NOT NULL, event TEXT NOT NULL,
            person TEXT, object TEXT, code TEXT, count INTEGER, PRIMARY KEY (tenant, idx)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE device(
            tenant TEXT NOT NULL, device TEXT NOT NULL, enrolment INTEGER NOT NULL, enrolled_at TEXT NOT NULL,
            token_sha256 TEXT NOT NULL, csr_sha256 TEXT NOT NULL, statement INTEGER, version INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('quarantined', 'active', 'retired')), name TEXT, groups TEXT NOT NULL,
            replaces TEXT, last_sequence INTEGER NOT NULL, last_receipt TEXT NOT NULL, last_receipt_idx INTEGER,
            inventory_seq INTEGER NOT NULL, inventory_idx INTEGER, PRIMARY KEY (tenant, device)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE device_version(
            tenant TEXT NOT NULL, device TEXT NOT NULL, version INTEGER NOT NULL, idx INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('quarantined', 'active', 'retired')), name TEXT NOT NULL,
            groups TEXT NOT NULL, replaces TEXT, PRIMARY KEY (tenant, device, version, idx)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE inventory(
            tenant TEXT NOT NULL, device TEXT NOT NULL, idx INTEGER NOT NULL, seq INTEGER NOT NULL, at TEXT NOT NULL,
            boot TEXT NOT NULL, report_sha256 TEXT NOT NULL, report_bytes INTEGER NOT NULL,
            PRIMARY KEY (tenant, device, idx)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE operation(
            tenant TEXT NOT NULL, operation TEXT NOT NULL, idx INTEGER NOT NULL, at TEXT NOT NULL, sha256 TEXT NOT NULL,
            issued TEXT NOT NULL, not_before TEXT, expires TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL,
            content_sha256 TEXT, ticket TEXT, emergency INTEGER NOT NULL CHECK (emergency IN (0, 1)), conflict TEXT,
            targets INTEGER NOT NULL, root_version INTEGER NOT NULL, signers TEXT NOT NULL, denied INTEGER,
            cancelled INTEGER, finished INTEGER NOT NULL, PRIMARY KEY (tenant, operation)
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX operation_idx ON operation(tenant, idx);
        CREATE TABLE word(
            tenant TEXT NOT NULL, idx INTEGER NOT NULL, at TEXT NOT NULL, kind TEXT NOT NULL, operation TEXT NOT NULL,
            statement_sha256 TEXT NOT NULL, fits INTEGER NOT NULL CHECK (fits IN (0, 1)), signers TEXT NOT NULL,
            devices TEXT, expires TEXT, PRIMARY KEY (tenant, idx)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX word_operation ON word(tenant, operation, idx);
        CREATE TABLE target(
            tenant TEXT NOT NULL, operation TEXT NOT NULL, device TEXT NOT NULL, operation_idx INTEGER,
            cancelled INTEGER, receipt INTEGER, received_at TEXT, sequence INTEGER, outcome TEXT, exit INTEGER,
            signal INTEGER, code TEXT, started TEXT, ended TEXT,
            CHECK ((receipt IS NULL) = (outcome IS NULL)), PRIMARY KEY (tenant, operation, device)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX target_open ON target(tenant, device, operation_idx) WHERE receipt IS NULL;
        CREATE INDEX target_done ON target(tenant, device, sequence) WHERE receipt IS NOT NULL;
        """
}
