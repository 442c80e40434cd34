import ControllerCore
import ControllerStore
import Foundation
import Harness
import Model
import TestSupport
import TransparencyLog
import Trust

/// A sound log of many entries of about a kilobyte: operations and the receipts of their runs, one device each.
struct LongLog {
    private static let devices = 1_000
    private static let group = 500

    let path: String
    let rootText: [UInt8]

    private let fixtures = StatementFixtures()

    /// Opens the log in a folder, which keeps it for the next call; makes it first if it is not there.
    init(entries: Int, folder: String) async throws {
        path = "\(folder)/audit-\(entries).sqlite"
        rootText = fixtures.root(policy: Self.policy).rendered().bytes
        guard !FileManager.default.fileExists(atPath: path) else { return }
        print("making \(path), once")
        let partial = "\(path).partial"
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: partial + suffix) }
        try await make(partial, entries: entries)
        try FileManager.default.moveItem(atPath: partial, toPath: path)
    }

    private static var policy: [PolicyRule] {
        [
            PolicyRule(name: .literal("admit"), kinds: [.device], require: [Requirement(role: .contact, count: 1)]),
            PolicyRule(
                name: .literal("everyday"),
                kinds: [.script, .collect],
                require: [Requirement(role: .technician, count: 1)],
                maximumValiditySeconds: 14_400
            ),
        ]
    }

    private func make(_ path: String, entries: Int) async throws {
        let time = fixtures.issued.adding(seconds: 60)
        let storage = try SQLiteLogStorage(path: path)
        let log = try await TenantLog(storage: storage, signer: fixtures.logSigner, clock: { time })
        let root = RootReference(version: 1, sha256: StatementText(rootText).sha256)
        let keys = (0..<Self.devices).map { TestKey("device-\($0)") }
        try await append([(.root, StatementText(rootText), fixtures.contact)], to: log)
        try await append(keys.map { (.enrolment, enrolment(of: $0, root).rendered(), $0) }, to: log)
        for start in stride(from: 0, to: keys.count, by: 100) {
            try await append([(.device, admission(of: keys[start..<(start + 100)], root), fixtures.contact)], to: log)
        }
        var chains = [(sequence: UInt64, previous: Digest)](repeating: (0, Receipt.noPrevious), count: keys.count)
        var random = SeededRandom()
        var next = 0
        while true {
            let size = Int(try await log.size())
            let count = min(Self.group, (entries - size) / 2)
            guard count > 0 else { break }
            let orders = (0..<count).map { number in
                let device = (next + number) % keys.count
                let id = OperationID.make(at: fixtures.issued, random: &random)
                return (device, order(id, for: keys[device].deviceID, root))
            }
            try await append(orders.map { (.operation, $0.1.rendered(), fixtures.technician) }, to: log)
            guard let note = try await log.latestCheckpoint()?.note else { throw HarnessError("no checkpoint") }
            var receipts: [(EntryKind, StatementText, TestKey)] = []
            for (number, (device, operation)) in orders.enumerated() {
                chains[device].sequence += 1
                let text = receipt(
                    of: operation,
                    by: keys[device].deviceID,
                    chains[device],
                    leaf: UInt64(size + number),
                    note,
                    root
                )
                chains[device].previous = text.sha256
                receipts.append((.receipt, text, keys[device]))
            }
            try await append(receipts, to: log)
            next += count
        }
    }

    private func append(_ entries: [(EntryKind, StatementText, TestKey)], to log: TenantLog) async throws {
        var drafts: [LogDraft] = []
        for (kind, text, key) in entries {
            drafts.append(try LogDraft(kind: kind, text: text, signatures: [key.sign(text, for: kind)]))
        }
        _ = try await log.append(drafts)
    }

    private func enrolment(of key: TestKey, _ root: RootReference) -> Enrolment {
        Enrolment(
            tenant: fixtures.tenant,
            device: key.deviceID,
            receiptKey: key.publicKey,
            agentKey: fixtures.agentKey.publicKey,
            sealingKey: fixtures.sealingKey,
            csrSha256: fixtures.digest("csr"),
            tokenSha256: fixtures.digest("token"),
            rootSha256: root.sha256,
            issued: fixtures.issued
        )
    }

    private func admission(of keys: some Sequence<TestKey>, _ root: RootReference) -> StatementText {
        DeviceStatement(
            tenant: fixtures.tenant,
            root: root,
            issued: fixtures.issued,
            devices: keys.map { key in
                DeviceRow(
                    device: key.deviceID,
                    version: 1,
                    state: .active,
                    name: "pc-\(key.deviceID.text.suffix(6))",
                    groups: [.literal("desktops")]
                )
            }.sorted { $0.device.text < $1.device.text }
        ).rendered()
    }

    private func order(_ id: OperationID, for device: DeviceID, _ root: RootReference) -> Model.Operation {
        Model.Operation(
            id: id,
            tenant: fixtures.tenant,
            root: root,
            issued: fixtures.issued,
            expires: fixtures.expires,
            action: .script(ScriptAction(interpreter: .sh, script: fixtures.scriptReference, parameters: [:])),
            targets: .devices([device]),
            limits: fixtures.limits,
            reason: fixtures.salted("printer queue stuck"),
            ticket: "T-2026-0042"
        )
    }

    private func receipt(
        of operation: Model.Operation,
        by device: DeviceID,
        _ chain: (sequence: UInt64, previous: Digest),
        leaf: UInt64,
        _ note: String,
        _ root: RootReference
    ) -> StatementText {
        let time = fixtures.issued.adding(seconds: 60)
        return Receipt(
            tenant: fixtures.tenant,
            device: device,
            sequence: chain.sequence,
            previous: chain.previous,
            operation: operation.id,
            statementSha256: operation.rendered().sha256,
            leafIndex: leaf,
            checkpoint: note,
            root: root,
            rule: .literal("everyday"),
            outcome: .succeeded,
            exit: 0,
            admitted: time,
            started: time,
            ended: time,
            clock: ReceiptClock(synchronised: true, offsetMs: 12),
            limits: ReceiptLimits(mechanism: .literal("cgroup2")),
            usage: ReceiptUsage(cpuMs: 31, maxRssBytes: 4 << 20),
            leftover: .none,
            executorVersion: .literal("1.0.0")
        ).rendered()
    }
}
