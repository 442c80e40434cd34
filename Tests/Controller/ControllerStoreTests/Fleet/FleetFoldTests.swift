import ControllerCore
import Model
import TestSupport
import Testing
import TransparencyLog

/// What each kind of entry changes.
@Suite struct FleetFoldTests {
    @Test(arguments: RecordImplementation.allCases)
    func `the newest root is the tenant's`(_ implementation: RecordImplementation) async throws {
        let fixture = try await FleetFixture(implementation)
        let second = fixture.statements.root(version: 2).rendered()
        try await fixture.append([
            (.root, fixture.statements.root().rendered()), (.root, second),
            (.status, fixture.statements.status().rendered()),
        ])
        let (row, roots) = try await fixture.projected { fleet in
            (try fleet.tenant(fixture.tenant), try fleet.documents(.root, of: fixture.tenant))
        }
        #expect(row?.rootVersion == 2)
        #expect(row?.rootIndex == 1)
        #expect(row?.rootSha256 == second.sha256)
        #expect(row?.size == 3)
        #expect(roots.map(\.index) == [0, 1])
    }

    @Test(arguments: RecordImplementation.allCases)
    func `a device is quarantined until a statement admits it`(_ implementation: RecordImplementation) async throws {
        let fixture = try await FleetFixture(implementation)
        try await fixture.append([(.enrolment, fixture.statements.enrolment().rendered())])
        let fresh = try #require(await fixture.projected { try $0.device(fixture.device, of: fixture.tenant) })
        #expect(fresh.state == .quarantined)
        #expect(fresh.statement == nil)
        #expect(fresh.enrolment == 0)
        #expect(fresh.lastReceipt == Receipt.noPrevious)

        try await fixture.append([(.device, fixture.statements.deviceStatement().rendered())])
        let admitted = try #require(await fixture.projected { try $0.device(fixture.device, of: fixture.tenant) })
        #expect(admitted.state == .active)
        #expect(admitted.name == "finance-pc-3")
        #expect(admitted.groups == [.literal("finance")])
        #expect(admitted.statement == 1)
    }

    @Test(arguments: RecordImplementation.allCases)
    func `the highest version counts, whatever the order`(_ implementation: RecordImplementation) async throws {
        let fixture = try await FleetFixture(implementation)
        let statements = fixture.statements
        try await fixture.append([
            (.device, statements.deviceStatement(state: .retired, version: 5).rendered()),
            (.enrolment, statements.enrolment().rendered()),
            (.device, statements.deviceStatement(state: .active, version: 3).rendered()),
        ])
        let (device, versions) = try await fixture.projected { fleet in
            (
                try fleet.device(fixture.device, of: fixture.tenant),
                try fleet.versions(of: fixture.device, of: fixture.tenant)
            )
        }
        #expect(device?.state == .retired)
        #expect(device?.version == 5)
        #expect(device?.statement == 0)
        #expect(versions.map(\.version) == [3, 5])
    }

    @Test(arguments: RecordImplementation.allCases)
    func `an enrolment uses up its token`(_ implementation: RecordImplementation) async throws {
        let fixture = try await FleetFixture(implementation)
        try await fixture.append([
            (.access, fixture.token(uses: 3).rendered()), (.enrolment, fixture.statements.enrolment().rendered()),
        ])
        let digest = fixture.statements.digest("token")
        let token = try #require(await fixture.projected { try $0.token(digest, of: fixture.tenant) })
        #expect(token.uses == 3)
        #expect(token.used == 1)
        #expect(token.person == .literal("t-zhao"))
        #expect(token.to == fixture.statements.expires)
        #expect(token.index == 0)
    }

    @Test(arguments: RecordImplementation.allCases)
    func `an operation waits for its targets and a receipt answers`(_ implementation: RecordImplementation) async throws
    {
        let fixture = try await FleetFixture(implementation)
        let operation = fixture.statements.operation()
        let absent = TestKey("absent").deviceID
        let wide = fixture.statements.operation(
            id: .literal("019ab4c2-7d1e-7c3a-9f00-5a1d2b3c4d5f"),
            targets: [fixture.device, absent]
        )
        try await fixture.append([
            (.enrolment, fixture.statements.enrolment().rendered()), (.operation, operation.rendered()),
            (.operation, wide.rendered()),
        ])
        let open = try await fixture.projected { try $0.unanswered(by: fixture.device, of: fixture.tenant) }
        #expect(open.map(\.operation) == [operation.id, wide.id])
        #expect(try await fixture.fleet.read { try $0.targets(of: wide.id, of: fixture.tenant).count } == 2)

        let receipt = fixture.statements.receipt(for: operation).rendered()
        try await fixture.append([(.receipt, receipt)])
        let tenant = fixture.tenant
        let row = try #require(await fixture.projected { try $0.operation(operation.id, of: tenant) })
        #expect(row.finished == 1)
        #expect(row.signers == [fixture.statements.technician.fingerprint])
        #expect(row.title == "fix-print-queue.sh")
        let target = try #require(
            await fixture.fleet.read { try $0.target(operation.id, fixture.device, of: tenant) }
        )
        #expect(target.outcome == .succeeded)
        #expect(target.exit == 0)
        #expect(target.receipt == 3)
        #expect(try await fixture.fleet.read { try $0.unanswered(by: fixture.device, of: tenant).count } == 1)
        #expect(try await fixture.fleet.read { try $0.answered(by: fixture.device, of: tenant, limit: 5) } == [target])
        let device = try #require(await fixture.fleet.read { try $0.device(fixture.device, of: tenant) })
        #expect(device.lastSequence == 1)
        #expect(device.lastReceipt == receipt.sha256)
        #expect(device.lastReceiptIndex == 3)
    }

    @Test(arguments: RecordImplementation.allCases)
    func `words about an operation count if they name its very statement`(
        _ implementation: RecordImplementation
    ) async throws {
        let fixture = try await FleetFixture(implementation)
        let statements = fixture.statements
        let operation = statements.operation()
        let other = statements.operation(expires: statements.expires.adding(seconds: 1))
        try await fixture.append([
            (.operation, operation.rendered()), (.denial, statements.denial(of: other).rendered()),
            (.cancel, statements.cancel(of: other).rendered()),
            (.approval, statements.approval(of: operation).rendered()),
        ])
        let tenant = fixture.tenant
        let before = try #require(await fixture.projected { try $0.operation(operation.id, of: tenant) })
        #expect(before.denied == nil)
        #expect(before.cancelled == nil)
        let words = try await fixture.fleet.read { try $0.words(about: operation.id, of: tenant) }
        #expect(words.map(\.fits) == [false, false, true])
        #expect(words.last?.signers == [statements.contact.fingerprint])

        try await fixture.append([
            (.cancel, statements.cancel(of: operation, devices: [fixture.device]).rendered()),
            (.denial, statements.denial(of: operation).rendered()),
            (.cancel, statements.cancel(of: operation).rendered()),
        ])
        let after = try #require(await fixture.projected { try $0.operation(operation.id, of: tenant) })
        #expect(after.denied == 5)
        #expect(after.cancelled == 6)
        let target = try await fixture.fleet.read { try $0.target(operation.id, fixture.device, of: tenant) }
        #expect(target?.cancelled == 4)
    }

    @Test(arguments: RecordImplementation.allCases)
    func `a receipt for an order that is not in the log hides nothing and opens nothing`(
        _ implementation: RecordImplementation
    ) async throws {
        let fixture = try await FleetFixture(implementation)
        let operation = fixture.statements.operation()
        try await fixture.append([(.receipt, fixture.statements.receipt(for: operation).rendered())])
        let targets = try await fixture.projected { try $0.targets(of: operation.id, of: fixture.tenant) }
        #expect(targets.map(\.operationIndex) == [nil])
        #expect(targets.map(\.outcome) == [.succeeded])
        #expect(try await fixture.fleet.read { try $0.operation(operation.id, of: fixture.tenant) } == nil)
    }

    @Test(arguments: RecordImplementation.allCases)
    func `reports and accesses come newest first and in pages`(_ implementation: RecordImplementation) async throws {
        let fixture = try await FleetFixture(implementation)
        let statements = fixture.statements
        try await fixture.append([
            (.enrolment, statements.enrolment().rendered()), (.inventory, statements.inventory().rendered()),
            (.access, statements.access().rendered()), (.install, statements.install().rendered()),
            (.system, statements.system().rendered()),
        ])
        let tenant = fixture.tenant
        let reports = try await fixture.projected { try $0.inventory(of: fixture.device, of: tenant, limit: 5) }
        #expect(reports.map(\.seq) == [1])
        #expect(reports.map(\.reportSha256) == [statements.salted("report").sha256])
        #expect(try await fixture.fleet.read { try $0.device(fixture.device, of: tenant)?.inventoryIndex } == 1)
        let accesses = try await fixture.fleet.read { try $0.accesses(of: tenant, limit: 2) }
        #expect(accesses.map(\.kind) == [.system, .install])
        let rest = try await fixture.fleet.read { try $0.accesses(of: tenant, below: 3, limit: 9) }
        #expect(rest.map(\.event) == ["failures"])
    }
}
