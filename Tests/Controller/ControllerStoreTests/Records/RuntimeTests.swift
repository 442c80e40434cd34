import ControllerCore
import ControllerStore
import GRDB
import Model
import SSHSIG
import TestSupport
import Testing
import TransparencyLog

/// What is not in the log: sessions, what devices last said, what is under way.
@Suite struct RuntimeTests {
    private let folder: TemporaryFolder
    private let tenant = TenantID.literal("acme")
    private let device = TestKey("device").deviceID
    private let now = Timestamp.literal("2026-11-24T21:00:00Z")

    init() throws { folder = try TemporaryFolder() }

    private func store(_ implementation: RecordImplementation) throws -> any RecordStore {
        try implementation.make(in: folder, schema: .runtime, name: "runtime")
    }

    @Test(arguments: RecordImplementation.allCases)
    func `a session ends when it expires or is signed out`(_ implementation: RecordImplementation) async throws {
        let store = try store(implementation)
        let sessions = [10, 20].map { seconds in
            RuntimeSession(
                tokenSha256: Digest(sha256Of: [UInt8(seconds)]),
                keyLine: TestKey("zhao").publicKey.line,
                created: now,
                expires: now.adding(seconds: Int64(seconds))
            )
        }
        try await store.write { runtime in
            for session in sessions { try runtime.put(session) }
        }
        let later = now.adding(seconds: 10)
        #expect(
            try await store.read { try $0.session(sessions[0].tokenSha256, at: later.adding(seconds: -1)) }
                == sessions[0]
        )
        #expect(try await store.read { try $0.session(sessions[0].tokenSha256, at: later) } == nil)
        try await store.write { try $0.removeSessions(endedBy: later) }
        #expect(try await store.dump().count == 1)
        try await store.write { try $0.removeSession(sessions[1].tokenSha256) }
        #expect(try await store.dump() == [])
    }

    @Test(arguments: RecordImplementation.allCases)
    func `a hold and what it rests on are kept`(_ implementation: RecordImplementation) async throws {
        let store = try store(implementation)
        var row = RuntimeDevice(tenant: tenant, device: device)
        #expect(try await store.read { try $0.runtimeDevice(device, of: tenant) } == row)
        row.lastSeen = now
        row.agentVersion = "1.2.0"
        row.executorVersion = "1.2.0"
        row.bootID = .literal("7d0c5f2e-6a53-4d9a-9d0e-1f2a3b4c5d6e")
        row.ledgerSize = 7
        row.lastSequence = 5
        row.checkpointSize = 31
        row.deviceVersion = 1
        row.hold = "ledger-behind"
        row.holdSince = now
        row.holdVersion = 1
        let written = row
        try await store.write { try $0.put(written) }
        #expect(try await store.read { try $0.runtimeDevice(device, of: tenant) } == written)
        #expect(try await store.read { try $0.runtimeDevices(of: tenant) } == [written])
        try await store.write { try $0.removeAll(of: tenant.text) }
        #expect(try await store.read { try $0.runtimeDevices(of: tenant) } == [])
    }

    @Test(arguments: RecordImplementation.allCases)
    func `a delivery is kept until its receipt is logged`(_ implementation: RecordImplementation) async throws {
        let store = try store(implementation)
        let operation = StatementFixtures().operationID
        var delivery = RuntimeDelivery(
            tenant: tenant,
            operation: operation,
            device: device,
            state: "delivered",
            since: now
        )
        delivery.attempts = 2
        delivery.code = "busy"
        delivery.retryAt = now.adding(seconds: 5)
        delivery.stdoutBytes = 4_096
        let written = delivery
        try await store.write { try $0.put(written) }
        #expect(try await store.read { try $0.delivery(operation, to: device, of: tenant) } == written)
        #expect(try await store.read { try $0.deliveries(of: operation, of: tenant) } == [written])
        #expect(try await store.read { try $0.deliveries(to: device, of: tenant) } == [written])
        try await store.write { try $0.removeDelivery(operation, to: device, of: tenant) }
        #expect(try await store.read { try $0.delivery(operation, to: device, of: tenant) } == nil)
    }

    @Test(arguments: RecordImplementation.allCases)
    func `what a device has judged is known in the order of the log`(_ implementation: RecordImplementation)
        async throws
    {
        let store = try store(implementation)
        let rows = [9, 2].map { index in
            RuntimeEvidence(tenant: tenant, device: device, index: index, at: now, verdict: "accepted")
        }
        try await store.write { runtime in
            for row in rows { try runtime.put(row) }
        }
        #expect(try await store.read { try $0.evidence(of: device, of: tenant).map(\.index) } == [2, 9])
    }

    @Test(arguments: RecordImplementation.allCases)
    func `a transaction that throws leaves nothing`(_ implementation: RecordImplementation) async throws {
        let store = try store(implementation)
        struct No: Error {}
        let row = RuntimeDevice(tenant: tenant, device: device)
        await #expect(throws: No.self) {
            try await store.write { runtime in
                try runtime.put(row)
                throw No()
            }
        }
        #expect(try await store.dump() == [])
    }

    @Test func `a runtime file of another version is refused and kept`() async throws {
        let path = folder.file("runtime.sqlite")
        let store = try SQLiteRecordStore(path: path, schema: .runtime)
        let row = RuntimeDevice(tenant: tenant, device: device)
        try await store.write { try $0.put(row) }
        let queue = try DatabaseQueue(path: path)
        try await queue.write { try $0.execute(sql: "PRAGMA user_version = 2") }
        #expect(throws: RecordStoreError.self) { try SQLiteRecordStore(path: path, schema: .runtime) }
        #expect(try await store.dump().count == 1)
    }

    @Test func `a column that holds what was never written is reported`() async throws {
        let path = folder.file("runtime.sqlite")
        let store = try SQLiteRecordStore(path: path, schema: .runtime)
        let row = RuntimeDevice(tenant: tenant, device: device)
        try await store.write { try $0.put(row) }
        try await DatabaseQueue(path: path).write { try $0.execute(sql: "UPDATE device SET ledger_size = -1") }
        await #expect(throws: RecordStoreError.unreadable(table: "device", column: "ledger_size")) {
            try await store.read { try $0.runtimeDevice(device, of: tenant) }
        }
    }
}
