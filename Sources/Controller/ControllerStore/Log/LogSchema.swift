import GRDB

/// The tables of a log file.
///
/// `entry` and `checkpoint` are the part that outsiders rely on and never change.
///
/// The guards are triggers in the file itself, so that a mistake in any program is refused, ours included. The rule for
/// the next index matters most: `INSERT OR REPLACE` walks past a delete trigger unless `recursive_triggers` is on.
/// Triggers stop mistakes, not somebody who may drop them: the signed checkpoints do that.
enum LogSchema {
    /// `PRAGMA user_version` of a file that this program writes.
    static let version = 2
    /// `PRAGMA application_id`: "CSlg".
    static let applicationID = 0x4353_6C67

    /// Hashes in a row of `node`: as many as a page of 4,096 bytes has room for, since a commit rewrites the last row.
    static let nodesPerRow: UInt64 = 126

    static let tables = """
        DROP TABLE IF EXISTS node;
        CREATE TABLE IF NOT EXISTS entry(idx INTEGER PRIMARY KEY, leaf BLOB NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS checkpoint(size INTEGER PRIMARY KEY, note TEXT NOT NULL) STRICT;
        CREATE TABLE node(
            idx INTEGER PRIMARY KEY CHECK (idx >= 0),
            hashes BLOB NOT NULL CHECK (length(hashes) BETWEEN 32 AND \(32 * nodesPerRow) AND length(hashes) % 32 = 0)) STRICT;
        CREATE TABLE IF NOT EXISTS claim(text TEXT PRIMARY KEY, idx INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS cosignature(
            size INTEGER NOT NULL, witness TEXT NOT NULL, time INTEGER NOT NULL CHECK (time > 0), line TEXT NOT NULL,
            PRIMARY KEY (size, witness)) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS timestamp(
            size INTEGER NOT NULL, authority TEXT NOT NULL, token BLOB NOT NULL,
            PRIMARY KEY (size, authority)) STRICT, WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS evidence(
            size INTEGER NOT NULL, note TEXT NOT NULL, PRIMARY KEY (size, note)) STRICT, WITHOUT ROWID;
        """

    static let guards = """
        CREATE TRIGGER IF NOT EXISTS entry_next BEFORE INSERT ON entry
            WHEN NEW.idx IS NOT (SELECT coalesce(max(idx) + 1, 0) FROM entry)
            BEGIN SELECT RAISE(ABORT, 'idx must be the next one'); END;
        CREATE TRIGGER IF NOT EXISTS entry_update BEFORE UPDATE ON entry
            BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
        CREATE TRIGGER IF NOT EXISTS entry_delete BEFORE DELETE ON entry
            BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
        CREATE TRIGGER IF NOT EXISTS checkpoint_next BEFORE INSERT ON checkpoint
            WHEN NEW.size <= (SELECT coalesce(max(size), -1) FROM checkpoint)
            BEGIN SELECT RAISE(ABORT, 'size must rise'); END;
        CREATE TRIGGER IF NOT EXISTS checkpoint_update BEFORE UPDATE ON checkpoint
            BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
        CREATE TRIGGER IF NOT EXISTS checkpoint_delete BEFORE DELETE ON checkpoint
            BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;
        CREATE TRIGGER IF NOT EXISTS evidence_update BEFORE UPDATE ON evidence
            BEGIN SELECT RAISE(ABORT, 'evidence is kept'); END;
        CREATE TRIGGER IF NOT EXISTS evidence_delete BEFORE DELETE ON evidence
            BEGIN SELECT RAISE(ABORT, 'evidence is kept'); END;
        """
}
