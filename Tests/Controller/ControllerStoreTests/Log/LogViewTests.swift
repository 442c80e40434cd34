import ControllerCore
import ControllerStore
import GRDB
import Model
import TestSupport
import Testing

/// The views with which people read a log through plain `sqlite3`.
@Suite struct LogViewTests {
    /// A copy of a log that holds one entry of every kind.
    private func exportedLog(in folder: TemporaryFolder) async throws -> DatabaseQueue {
        let fixture = try await LogFixture(
            storage: SQLiteLogStorage(path: folder.file("acme.sqlite")),
            folder: folder
        )
        let statements = StatementFixtures()
        let operation = statements.operation()
        let texts: [(EntryKind, StatementText)] = [
            (.root, statements.root().rendered()), (.status, statements.status().rendered()),
            (.enrolment, statements.enrolment().rendered()), (.device, statements.deviceStatement().rendered()),
            (.operation, operation.rendered()), (.approval, statements.approval(of: operation).rendered()),
            (.review, statements.review(of: operation).rendered()),
            (.denial, statements.denial(of: operation).rendered()),
            (.cancel, statements.cancel(of: operation).rendered()),
            (.receipt, statements.receipt(for: operation).rendered()), (.inventory, statements.inventory().rendered()),
            (.publish, statements.item().rendered()), (.release, statements.release().rendered()),
            (.note, statements.note().rendered()), (.access, statements.access().rendered()),
            (.install, statements.install().rendered()), (.system, statements.system().rendered()),
        ]
        for (kind, text) in texts {
            let signatures = statements.signer(of: kind).map { [$0.sign(text, for: kind)] } ?? []
            _ = try await fixture.log.append([LogDraft(kind: kind, text: text, signatures: signatures)])
        }
        let copy = folder.file("copy.sqlite")
        try await fixture.log.export(to: copy)
        var configuration = Configuration()
        configuration.readonly = true
        return try DatabaseQueue(path: copy, configuration: configuration)
    }

    @Test func `every kind of entry has a view with one row`() async throws {
        let folder = try TemporaryFolder()
        let copy = try await exportedLog(in: folder)
        let views = [
            "operations": 1, "approvals": 4, "receipts": 1, "devices": 1, "enrolments": 1, "inventory": 1, "roots": 1,
            "statuses": 1, "catalogue": 1, "releases": 1, "access": 1, "installs": 1, "system_events": 1, "notes": 1,
            "entries": 17,
        ]
        for (view, count) in views {
            let rows = try copy.read { try Row.fetchAll($0, sql: "SELECT * FROM \(view)") }
            #expect(rows.count == count, "\(view)")
        }
    }

    @Test func `the columns say what happened`() async throws {
        let folder = try TemporaryFolder()
        let copy = try await exportedLog(in: folder)
        let statements = StatementFixtures()
        try await copy.read { database in
            let receipt = try #require(try Row.fetchOne(database, sql: "SELECT * FROM receipts"))
            #expect(receipt["operation"] == statements.operationID.text)
            #expect(receipt["device"] == statements.device.text)
            #expect(receipt["outcome"] == "succeeded")
            #expect(receipt["exit"] == 0)
            #expect(receipt["sequence"] == 1)
            let operation = try #require(try Row.fetchOne(database, sql: "SELECT * FROM operations"))
            #expect(operation["title"] == "fix-print-queue.sh")
            #expect(operation["targets"] == 1)
            let device = try #require(try Row.fetchOne(database, sql: "SELECT * FROM devices"))
            #expect(device["state"] == "active")
            #expect(device["name"] == "finance-pc-3")
            #expect(device["groups"] == #"["finance"]"#)
            let install = try #require(try Row.fetchOne(database, sql: "SELECT * FROM installs"))
            #expect(install["person"] == "t-zhao")
            #expect(try String.fetchOne(database, sql: "PRAGMA integrity_check") == "ok")
        }
    }
}
