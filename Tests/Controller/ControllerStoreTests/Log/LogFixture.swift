import ControllerCore
import ControllerStore
import Model
import Synchronization
import TestSupport
import TransparencyLog

/// The implementations that the log's suite runs against.
enum LogImplementation: String, CaseIterable, Sendable {
    case memory, sqlite

    func makeStorage(in folder: TemporaryFolder) throws -> any LogStorage {
        switch self {
        case .memory: MemoryLogStorage()
        case .sqlite: try SQLiteLogStorage(path: folder.file("acme.sqlite"))
        }
    }
}

/// A clock that tests set.
final class TestClock: Sendable {
    private let time: Mutex<Int64>

    init(_ seconds: Int64 = 1_795_000_000) { time = Mutex(seconds) }

    var now: Timestamp { Timestamp(seconds: time.withLock { $0 }) }

    func set(_ seconds: Int64) { time.withLock { $0 = seconds } }
}

/// One log with its key, clock and folder.
struct LogFixture {
    static let origin = "countersign.example.net/acme"

    let folder: TemporaryFolder
    let storage: any LogStorage
    let signer: NoteSigner
    let clock: TestClock
    let log: TenantLog

    init(_ implementation: LogImplementation, limits: LogQueueLimits = LogQueueLimits()) async throws {
        let folder = try TemporaryFolder()
        try await self.init(storage: implementation.makeStorage(in: folder), folder: folder, limits: limits)
    }

    init(storage: any LogStorage, folder: TemporaryFolder, limits: LogQueueLimits = LogQueueLimits()) async throws {
        let clock = TestClock()
        signer = try Self.signer()
        self.folder = folder
        self.storage = storage
        self.clock = clock
        log = try await TenantLog(storage: storage, signer: signer, limits: limits) { clock.now }
    }

    static func signer(seed: UInt8 = 7) throws -> NoteSigner {
        try NoteSigner(name: origin, seed: [UInt8](repeating: seed, count: 32))
    }

    /// An entry that nobody signs, told apart by its object.
    static func draft(
        _ object: String,
        claims: [String] = [],
        precondition: (@Sendable (any LogReading) throws -> Void)? = nil
    ) throws -> LogDraft {
        let text =
            #"{"type":"countersign/access/v1","tenant":"acme","event":"read","person":"t-zhao","object":"\#(object)"}"#
        return try LogDraft(
            kind: .access,
            text: StatementText(text),
            signatures: [],
            claims: claims.map { LogClaim(text: $0) },
            precondition: precondition
        )
    }

    @discardableResult
    func append(_ count: Int, prefix: String = "entry") async throws -> [Appended] {
        var appended: [Appended] = []
        for number in 0..<count {
            appended += try await log.append([Self.draft("\(prefix)-\(number)")])
        }
        return appended
    }

    /// All leaves, and whether newest checkpoint and tree are what an independent computation makes of them.
    func verifiedLeaves() async throws -> [[UInt8]] {
        let leaves = try await log.leaves(in: 0..<UInt64.max, maximumBytes: .max)
        let tree = MerkleTree(leaves: leaves)
        guard let latest = try await log.latestCheckpoint() else {
            guard leaves.isEmpty else { throw Unsound("\(leaves.count) leaves without a checkpoint") }
            return leaves
        }
        let verified = try VerifiedCheckpoint.verify(
            note: latest.note,
            origin: Self.origin,
            logKey: signer.verifierKey,
            witnesses: []
        )
        guard verified.checkpoint.size == tree.size, verified.checkpoint.root == tree.root else {
            throw Unsound("checkpoint \(verified.checkpoint.size) does not cover \(tree.size) leaves")
        }
        return leaves
    }
}

/// A log that does not verify.
struct Unsound: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
