import ControllerCore
import ControllerStore
import GRDB
import Model
import TestSupport
import Testing
import TransparencyLog

/// The projection follows the log and can be made again from it.
@Suite struct FleetProjectionTests {
    @Test(arguments: RecordImplementation.allCases)
    func `a rebuilt projection has the same rows as the one that grew`(
        _ implementation: RecordImplementation
    ) async throws {
        let fixture = try await FleetFixture(implementation)
        for entry in fixture.everything {
            try await fixture.append([entry])
            try await fixture.fleet.catchUp(fixture.tenant, from: fixture.log)
        }
        let grown = try await fixture.fleet.dump()
        #expect(grown.count > 18)
        try await fixture.fleet.rebuild(from: [(fixture.tenant, fixture.log)])
        #expect(try await fixture.fleet.dump() == grown)
    }

    @Test func `every implementation has the same rows`() async throws {
        let memory = try await FleetFixture(.memory)
        let sqlite = try await FleetFixture(.sqlite)
        for fixture in [memory, sqlite] {
            try await fixture.append(fixture.everything)
            try await fixture.fleet.catchUp(fixture.tenant, from: fixture.log)
        }
        let rows = try await memory.fleet.dump()
        #expect(try await sqlite.fleet.dump() == rows)
        let tables = Set(rows.compactMap { $0.split(separator: " ").first.map(String.init) })
        #expect(tables.count == 10)
    }

    @Test(arguments: RecordImplementation.allCases)
    func `two that catch up at once count nothing twice`(_ implementation: RecordImplementation) async throws {
        let fixture = try await FleetFixture(implementation)
        try await fixture.append(fixture.everything)
        let (fleet, tenant, log) = (fixture.fleet, fixture.tenant, fixture.log)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<6 { group.addTask { try await fleet.catchUp(tenant, from: log) } }
            try await group.waitForAll()
        }
        let rows = try await fleet.dump()
        try await fleet.rebuild(from: [(tenant, log)])
        #expect(try await fleet.dump() == rows)
        #expect(try await fleet.read { try $0.token(fixture.statements.digest("token"), of: tenant)?.used } == 1)
    }

    @Test(arguments: RecordImplementation.allCases)
    func `a projection of another or a longer log is made again`(_ implementation: RecordImplementation) async throws {
        let fixture = try await FleetFixture(implementation)
        try await fixture.append(fixture.everything)
        try await fixture.fleet.catchUp(fixture.tenant, from: fixture.log)

        let shorter = try await FleetFixture.makeLog(fixture.statements)
        try await fixture.append(Array(fixture.everything.prefix(4)), to: shorter)
        #expect(try await fixture.fleet.catchUp(fixture.tenant, from: shorter) == 4)
        #expect(try await fixture.fleet.read { try $0.operations(of: fixture.tenant, limit: 9) } == [])

        let other = try await FleetFixture.makeLog(fixture.statements)
        try await fixture.append([(.system, fixture.statements.system().rendered())], to: other)
        try await fixture.append(Array(fixture.everything.prefix(5)), to: other)
        #expect(try await fixture.fleet.catchUp(fixture.tenant, from: other) == 6)
        #expect(try await fixture.fleet.read { try $0.tenant(fixture.tenant)?.rootIndex } == 1)
    }

    @Test(arguments: RecordImplementation.allCases)
    func `tenants do not touch each other`(_ implementation: RecordImplementation) async throws {
        let fixture = try await FleetFixture(implementation)
        try await fixture.append(fixture.everything)
        try await fixture.fleet.catchUp(fixture.tenant, from: fixture.log)
        let rows = try await fixture.fleet.dump()
        // The same entries under another name: all of them belong to somebody else.
        let other = TenantID.literal("other")
        try await fixture.fleet.catchUp(other, from: fixture.log)
        let added = try await fixture.fleet.dump().filter { !rows.contains($0) }
        #expect(added.count == 1)
        #expect(added.first?.hasPrefix("tenant ") == true)
        #expect(try await fixture.fleet.read { try $0.devices(of: other) } == [])
    }

    @Test func `a file of another version is dropped and filled again`() async throws {
        let fixture = try await FleetFixture(.sqlite)
        try await fixture.append(fixture.everything)
        try await fixture.fleet.catchUp(fixture.tenant, from: fixture.log)
        let rows = try await fixture.fleet.dump()
        let path = fixture.folder.file("fleet.sqlite")
        try await DatabaseQueue(path: path).write { database in
            try database.execute(sql: "PRAGMA user_version = 999; CREATE TABLE stranger(x)")
        }
        let again = FleetProjection(store: try SQLiteRecordStore(path: path, schema: .fleet))
        #expect(try await again.dump() == [])
        try await again.catchUp(fixture.tenant, from: fixture.log)
        #expect(try await again.dump() == rows)
    }

    @Test func `rows survive a restart and only what is missing is folded`() async throws {
        let fixture = try await FleetFixture(.sqlite)
        try await fixture.append(Array(fixture.everything.prefix(9)))
        try await fixture.fleet.catchUp(fixture.tenant, from: fixture.log)
        try await fixture.append(Array(fixture.everything.dropFirst(9)))
        let path = fixture.folder.file("fleet.sqlite")
        let again = FleetProjection(store: try SQLiteRecordStore(path: path, schema: .fleet))
        #expect(try await again.read { try $0.tenant(fixture.tenant)?.size } == 9)
        #expect(try await again.catchUp(fixture.tenant, from: fixture.log) == 18)
    }
}
