import ControllerCore
import ControllerStore
import Model
import TestSupport
import TransparencyLog

/// The implementations that the projection's and the runtime's suites run against.
enum RecordImplementation: String, CaseIterable, Sendable {
    case memory, sqlite

    func make(in folder: TemporaryFolder, schema: RecordSchema = .fleet, name: String = "fleet") throws
        -> any RecordStore
    {
        switch self {
        case .memory: MemoryRecordStore()
        case .sqlite: try SQLiteRecordStore(path: folder.file("\(name).sqlite"), schema: schema)
        }
    }
}

/// A tenant's log with helpers to fill it, and a projection of it.
struct FleetFixture {
    let statements = StatementFixtures()
    let folder: TemporaryFolder
    let log: TenantLog
    let store: any RecordStore
    let fleet: FleetProjection

    var tenant: TenantID { statements.tenant }
    var device: DeviceID { statements.device }

    init(_ implementation: RecordImplementation) async throws {
        folder = try TemporaryFolder()
        log = try await Self.makeLog(statements)
        store = try implementation.make(in: folder)
        fleet = FleetProjection(store: store)
    }

    static func makeLog(_ statements: StatementFixtures) async throws -> TenantLog {
        try await TenantLog(storage: MemoryLogStorage(), signer: statements.logSigner) { statements.issued }
    }

    /// Appends statements of given kinds, each signed by whoever signs such ones.
    @discardableResult
    func append(_ entries: [(EntryKind, StatementText)], to log: TenantLog? = nil) async throws -> [UInt64] {
        var indexes: [UInt64] = []
        for (kind, text) in entries {
            let signatures = statements.signer(of: kind).map { [$0.sign(text, for: kind)] } ?? []
            let draft = try LogDraft(kind: kind, text: text, signatures: signatures)
            indexes += try await (log ?? self.log).append([draft]).map(\.index)
        }
        return indexes
    }

    /// Brings the projection up to the log and asks it.
    func projected<Result: Sendable>(_ body: @Sendable (any RecordReading) throws -> Result) async throws -> Result {
        try await fleet.catchUp(tenant, from: log)
        return try await fleet.read(body)
    }

    /// One entry of every kind, in an order that a real log could have.
    var everything: [(EntryKind, StatementText)] {
        let operation = statements.operation()
        return [
            (.root, statements.root().rendered()), (.access, token(uses: 2).rendered()),
            (.enrolment, statements.enrolment().rendered()), (.device, statements.deviceStatement().rendered()),
            (.operation, operation.rendered()), (.approval, statements.approval(of: operation).rendered()),
            (.receipt, statements.receipt(for: operation).rendered()), (.inventory, statements.inventory().rendered()),
            (.review, statements.review(of: operation).rendered()),
            (.denial, statements.denial(of: operation).rendered()),
            (.cancel, statements.cancel(of: operation).rendered()), (.status, statements.status().rendered()),
            (.publish, statements.item().rendered()), (.release, statements.release().rendered()),
            (.note, statements.note().rendered()), (.access, statements.access().rendered()),
            (.install, statements.install().rendered()), (.system, statements.system().rendered()),
        ]
    }

    /// The issue of the token that the fixture's enrolment names.
    func token(uses: UInt64) -> AccessWords {
        AccessWords(
            tenant: tenant,
            event: .token,
            person: .literal("t-zhao"),
            object: statements.digest("token").hex,
            count: uses,
            from: statements.issued,
            to: statements.expires
        )
    }
}
