import Glibc
import SQLiteAccess
import TestSupport
import Testing

@Suite struct SQLiteConnectionTests {
    private let folder: TemporaryFolder
    private let db: SQLiteConnection

    init() throws {
        folder = try TemporaryFolder()
        db = try SQLiteConnection(path: folder.file("a.sqlite"))
        try db.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT, blob BLOB) STRICT")
    }

    @Test func `a connection writes ahead and synchronises fully`() throws {
        #expect(try db.first("PRAGMA journal_mode") { row throws(SQLiteError) in try row.text(0) } == "wal")
        #expect(try db.first("PRAGMA synchronous") { row throws(SQLiteError) in try row.integer(0) } == 2)
    }

    @Test(arguments: [true, false])
    func `a change that need not outlive a loss of power leaves the next ones durable`(_ fails: Bool) throws {
        struct Fault: Error {}
        func level() throws -> Int64? {
            try db.first("PRAGMA synchronous") { row throws(SQLiteError) in try row.integer(0) }
        }
        var inside: Int64?
        do {
            try db.transaction(outlivesPower: false) {
                inside = try level()
                try db.run("INSERT INTO t VALUES (1, NULL, NULL)")
                if fails { throw Fault() }
            }
        } catch is Fault {}
        #expect(inside == 1)
        #expect(try level() == 2)
        let other = try SQLiteConnection(path: db.path)
        let count = try other.first("SELECT count(*) FROM t") { row throws(SQLiteError) in try row.integer(0) }
        #expect(count == (fails ? 0 : 1))
        let durable = try db.transaction { try level() }
        #expect(durable == 2)
    }

    @Test func `values come back as they went in`() throws {
        let bytes: [UInt8] = [0, 1, 255, 0]
        try db.run("INSERT INTO t VALUES (?, ?, ?)", 7, "李伟\u{0}x", .blob(bytes))
        try db.run("INSERT INTO t VALUES (?, ?, ?)", 8, nil, .blob([]))
        let rows = try db.all("SELECT id, text, blob FROM t ORDER BY id") { row throws(SQLiteError) in
            (try row.integer(0), try row.optionalText(1), try row.blob(2))
        }
        #expect(rows.map(\.0) == [7, 8])
        #expect(rows.map(\.1) == ["李伟\u{0}x", nil])
        #expect(rows.map(\.2) == [bytes, []])
    }

    @Test func `a value of another type is an error and not a zero`() throws {
        try db.run("INSERT INTO t VALUES (1, 'x', NULL)")
        #expect(throws: SQLiteError.self) {
            try db.first("SELECT text FROM t") { row throws(SQLiteError) in try row.integer(0) }
        }
        #expect(throws: SQLiteError.self) {
            try db.first("SELECT blob FROM t") { row throws(SQLiteError) in try row.blob(0) }
        }
        #expect(throws: SQLiteError.self) {
            try db.first("SELECT -1") { row throws(SQLiteError) in try row.unsigned(0) }
        }
    }

    @Test func `a transaction that throws leaves nothing`() throws {
        struct Mishap: Error {}
        #expect(throws: Mishap.self) {
            try db.transaction {
                try db.run("INSERT INTO t (id) VALUES (1)")
                throw Mishap()
            }
        }
        #expect(try db.first("SELECT count(*) FROM t") { row throws(SQLiteError) in try row.integer(0) } == 0)
        try db.transaction { try db.run("INSERT INTO t (id) VALUES (2)") }
        #expect(db.changes == 1)
    }

    @Test func `a transaction in a transaction is refused`() throws {
        #expect(throws: SQLiteError.self) { try db.transaction { try db.transaction {} } }
    }

    @Test func `a constraint surfaces with path, code and message`() throws {
        try db.run("INSERT INTO t (id) VALUES (1)")
        let error = #expect(throws: SQLiteError.self) { try db.run("INSERT INTO t (id) VALUES (1)") }
        #expect(error?.path == folder.file("a.sqlite"))
        #expect(error?.isConstraint == true)
        #expect(error?.message.contains("UNIQUE") == true)
    }

    @Test func `a trigger guards deletes and replacement alike`() throws {
        try db.execute("CREATE TRIGGER keep BEFORE DELETE ON t BEGIN SELECT RAISE(ABORT, 'kept'); END")
        try db.run("INSERT INTO t (id) VALUES (1)")
        #expect(throws: SQLiteError.self) { try db.run("DELETE FROM t") }
        #expect(throws: SQLiteError.self) { try db.run("INSERT OR REPLACE INTO t (id) VALUES (1)") }
    }

    @Test func `the wrong number of values is refused`() throws {
        #expect(throws: SQLiteError.self) { try db.run("INSERT INTO t (id) VALUES (?)") }
        #expect(throws: SQLiteError.self) { try db.run("INSERT INTO t (id) VALUES (1)", 2) }
    }

    @Test func `a link in place of the file is not followed`() throws {
        let link = "\(folder.path)/link"
        try #require(symlink(folder.file("a.sqlite"), link) == 0)
        #expect(throws: SQLiteError.self) { try SQLiteConnection(path: link) }
    }

    @Test func `a file that is no database is refused`() throws {
        let path = "\(folder.path)/noise"
        let descriptor = open(path, O_WRONLY | O_CREAT, 0o600)
        let noise = [UInt8](repeating: 0x55, count: 8_192)
        try #require(write(descriptor, noise, noise.count) == noise.count)
        close(descriptor)
        defer { unlink(path) }
        #expect(throws: SQLiteError.self) { try SQLiteConnection(path: path) }
    }

    @Test func `an unsigned number beyond SQLite's is kept at the largest`() {
        #expect(SQLiteValue(UInt64.max) == .integer(.max))
    }
}
