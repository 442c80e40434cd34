import ExecutorCore
import FaultPoints
import Foundation
import Model
import SQLiteAccess
import Testing
import TransparencyLog

@testable import ExecutorHost

/// The durable steps that no order reaches yet: a process that is killed there leaves all of the step or nothing.
@Suite struct ExecutorCrashTests {
    private static let steps: [ExecutorStep] = [.rootAccepted, .forkLatched, .status, .review]

    static let cases: [(step: String, side: String)] = steps.flatMap { step in
        ["before", "fail", "after"].map { (step.rawValue, $0) }
    }

    @Test(arguments: cases)
    func `a step is there after a crash if it was durable, and can be made after it otherwise`(
        step: String,
        side: String
    ) async throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/executor.sqlite"
        try Self.establish(in: ExecutorDatabase(path: path))
        await #expect(processExitsWith: side == "fail" ? .exitCode(9) : .signal(SIGKILL)) {
            [path = path as String, step = step as String, side = side as String] in
            setenv("COUNTERSIGN_FAULT", "\(step):\(side)", 1)
            do {
                try Self.make(step, in: ExecutorDatabase(path: path))
            } catch {
                exit("\(error)".contains("full") ? 9 : 1)
            }
        }
        let store = try ExecutorDatabase(path: path)
        #expect(try Self.isThere(step, in: store) == (side == "after"))
        if side != "after" { try Self.make(step, in: store) }
        #expect(try Self.isThere(step, in: store))
    }

    private static let time = Timestamp(seconds: 1_800_000_000)
    private static let reference = RootReference(version: 1, sha256: .zero)

    private static func operation() throws -> OperationID {
        try #require(OperationID("019ab4c2-7d1e-7c3a-9f00-000000000001"))
    }

    private static func establish(in store: ExecutorDatabase) throws {
        let identity = ExecutorIdentity(
            tenant: try #require(TenantID("acme")),
            device: try #require(DeviceID("d-" + String(repeating: "a", count: 26))),
            receiptSeed: [UInt8](repeating: 1, count: 32),
            sealingPrivateKey: [UInt8](repeating: 2, count: 32),
            sealingKey: "x25519 AAAA",
            token: nil
        )
        try store.establish(identity, root: root(1), checkpoint: nil, floor: time)
    }

    private static func root(_ version: UInt64) -> StoredRoot {
        StoredRoot(version: version, statement: StatementText("{root \(version)}"), signatures: ["a"])
    }

    private static func make(_ step: String, in store: ExecutorDatabase) throws {
        let evidence = StoredEvidence(leafIndex: 7, leaf: [1, 2, 3])
        switch ExecutorStep(rawValue: step) {
        case .rootAccepted: try store.accept(root: root(2), floor: time, startsLog: false)
        case .forkLatched: try store.latch(fork: ForkEvidence(first: "one", second: "two", seen: time))
        case .status: try store.record(status: evidence, of: reference, floor: time)
        case .review:
            try store.record(review: evidence, of: operation(), by: #require(PersonID("c-li")))
        default: Issue.record("\(step) is not of this test")
        }
    }

    private static func isThere(_ step: String, in store: ExecutorDatabase) throws -> Bool {
        switch ExecutorStep(rawValue: step) {
        case .rootAccepted: try store.roots().count == 2
        case .forkLatched: try store.fork() != nil
        case .status: try store.statuses(of: reference).count == 1
        case .review:
            try store.read { db in
                try db.first("SELECT count(*) FROM evidence WHERE kind = 'review'") { row throws(SQLiteError) in
                    try row.unsigned(0)
                } == 1
            }
        default: false
        }
    }
}
