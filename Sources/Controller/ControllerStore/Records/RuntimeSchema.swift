extension RecordSchema {
    /// The tables of `runtime.sqlite`: what is not in any log and cannot be made again.
    ///
    /// Losing the file ends the sessions, forgets holds and sends again what is under way; no entry is lost with it.
    package static let runtime = RecordSchema(
        label: "runtime",
        version: 1,
        isDerived: false,
        tables: ["session", "device", "delivery", "evidence"],
        sql: """
            CREATE TABLE session(
                token_sha256 TEXT PRIMARY KEY, key_line TEXT NOT NULL, created TEXT NOT NULL, expires TEXT NOT NULL
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE device(
                tenant TEXT NOT NULL, device TEXT NOT NULL, last_seen TEXT, agent_version TEXT, executor_version TEXT,
                boot TEXT, ledger_size INTEGER NOT NULL, last_sequence INTEGER NOT NULL,
                checkpoint_size INTEGER NOT NULL, device_version INTEGER NOT NULL, hold TEXT, hold_since TEXT,
                hold_version INTEGER, PRIMARY KEY (tenant, device)
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE delivery(
                tenant TEXT NOT NULL, operation TEXT NOT NULL, device TEXT NOT NULL, state TEXT NOT NULL,
                since TEXT NOT NULL, attempts INTEGER NOT NULL, code TEXT, retry_at TEXT, stdout_bytes INTEGER NOT NULL,
                stderr_bytes INTEGER NOT NULL, PRIMARY KEY (tenant, operation, device)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX delivery_device ON delivery(tenant, device);
            CREATE TABLE evidence(
                tenant TEXT NOT NULL, device TEXT NOT NULL, idx INTEGER NOT NULL, at TEXT NOT NULL,
                verdict TEXT NOT NULL, PRIMARY KEY (tenant, device, idx)
            ) STRICT, WITHOUT ROWID;
            """
    )
}
