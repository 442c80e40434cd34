import ControllerCore
import ControllerStore
import Foundation
import GRDB
import TestSupport
import Testing

/// Log files from anybody: what cannot be read is an error, never a trap.
@Suite struct LogFileTests {
    private let tables = """
        CREATE TABLE entry(idx INTEGER PRIMARY KEY, leaf BLOB NOT NULL);
        CREATE TABLE checkpoint(size INTEGER PRIMARY KEY, note TEXT NOT NULL);
        """

    private func file(in folder: TemporaryFolder, _ sql: String) throws -> String {
        let path = folder.file("log.sqlite")
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        try queue.close()
        return path
    }

    @Test func `entries and checkpoints are read in order`() throws {
        let folder = try TemporaryFolder()
        let path = try file(
            in: folder,
            tables + "INSERT INTO entry VALUES (0, x'00'), (1, x'01'); INSERT INTO checkpoint VALUES (2, 'n')"
        )
        let log = try LogFile(path: path)
        var leaves: [[UInt8]] = []
        try log.forEachLeaf { leaves.append($1) }
        #expect(leaves == [[0], [1]])
        #expect(try log.size() == 2)
        #expect(try log.leaf(at: 1) == [1])
        #expect(try log.leaf(at: 2) == nil)
        #expect(try log.cosignatureLines(of: 2) == [])
        var notes: [StoredCheckpoint] = []
        try log.forEachCheckpoint { notes.append($0) }
        #expect(notes == [StoredCheckpoint(size: 2, note: "n")])
    }

    @Test func `an absent file is not made`() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("absent.sqlite")
        #expect(throws: LogError.cannotOpen(path: path, cause: "there is no such file")) { try LogFile(path: path) }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func `bytes that are no database are refused`() throws {
        let folder = try TemporaryFolder()
        for (number, bytes) in [Data(), Data("hello".utf8), Data(repeating: 0x41, count: 8_192)].enumerated() {
            let path = folder.file("\(number)")
            try bytes.write(to: URL(fileURLWithPath: path))
            #expect(throws: LogError.self) { try LogFile(path: path) }
        }
    }

    @Test(arguments: [
        "CREATE TABLE entry(idx INTEGER PRIMARY KEY, leaf BLOB)",
        "CREATE TABLE checkpoint(size, note); CREATE VIEW entry AS WITH RECURSIVE r(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM r) SELECT i AS idx, x'00' AS leaf FROM r",
    ])
    func `a file without the two tables is refused`(_ sql: String) throws {
        let folder = try TemporaryFolder()
        let path = try file(in: folder, sql)
        #expect(throws: LogError.self) { try LogFile(path: path) }
    }

    @Test(arguments: [
        "INSERT INTO entry VALUES (0, x'00'), (2, x'02')",
        "INSERT INTO entry VALUES (1, x'00')",
        "INSERT INTO entry VALUES (-1, x'00'), (0, x'00')",
        "INSERT INTO entry VALUES (0, 'text')",
        "INSERT INTO entry VALUES (0, 7)",
        "INSERT INTO entry VALUES (0, zeroblob(65536))",
        "DROP TABLE entry; CREATE TABLE entry(idx, leaf); INSERT INTO entry VALUES ('a', NULL)",
        "DROP TABLE entry; CREATE TABLE entry(x); INSERT INTO entry VALUES (0)",
    ])
    func `rows that are no leaves are reported`(_ sql: String) throws {
        let folder = try TemporaryFolder()
        let log = try LogFile(path: file(in: folder, tables + sql))
        #expect(throws: LogError.self) { try log.forEachLeaf { _, _ in } }
    }

    @Test(arguments: [
        "INSERT INTO checkpoint VALUES (-1, 'n')",
        "INSERT INTO checkpoint VALUES (1, x'00')",
        "DROP TABLE checkpoint; CREATE TABLE checkpoint(size, note); INSERT INTO checkpoint VALUES (NULL, NULL)",
    ])
    func `rows that are no checkpoints are reported`(_ sql: String) throws {
        let folder = try TemporaryFolder()
        let log = try LogFile(path: file(in: folder, tables + sql))
        #expect(throws: LogError.self) { try log.forEachCheckpoint { _ in } }
    }

    @Test func `a file cut short or overwritten in the middle is reported`() throws {
        let folder = try TemporaryFolder()
        let rows = (0..<400).map { "INSERT INTO entry VALUES (\($0), zeroblob(900));" }.joined()
        let path = try file(in: folder, tables + rows)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        bytes.replaceSubrange(20_000..<200_000, with: Data(repeating: 0xA5, count: 180_000))
        let damaged = folder.file("damaged.sqlite")
        try bytes.write(to: URL(fileURLWithPath: damaged))
        let cut = folder.file("cut.sqlite")
        try bytes.prefix(100_000).write(to: URL(fileURLWithPath: cut))
        for path in [damaged, cut] {
            #expect(throws: LogError.self) { try LogFile(path: path).forEachLeaf { _, _ in } }
        }
    }
}
