import ExecutorCore
import ExecutorHost
import FoundationEssentials
import Model
import SSHSIG
import Synchronization
import TestSupport
import Testing
import TransparencyLog
import Trust
import Wire
import WireMessages

/// Where an executor keeps its state in a test.
enum StoreKind: CaseIterable, Sendable {
    case memory, file

    func make(in folder: TemporaryFolder) throws -> any ExecutorStore {
        switch self {
        case .memory: MemoryExecutorStore()
        case .file: try ExecutorDatabase(path: folder.file("executor.sqlite"))
        }
    }
}

/// A client with its log, and an executor that is enrolled with it; requests are the agent's.
final class ServiceWorld {
    var world = GateWorld()
    var log = WorldLog(signer: GateWorld.logSigner)
    let store: any ExecutorStore
    let runner: ScriptedRunner
    let events = Events()
    private(set) var service: ExecutorService
    private var requests: UInt64 = 0

    /// What the executor told without being asked.
    final class Events: Sendable {
        private let messages = Mutex<[WireExecutorMessage]>([])
        var all: [WireExecutorMessage] { messages.withLock { $0 } }
        func add(_ message: WireExecutorMessage) { messages.withLock { $0.append(message) } }
    }

    /// - Parameter isAdmitted: whether a device statement has made it active, in group finance.
    init(
        store: any ExecutorStore = MemoryExecutorStore(),
        runner: ScriptedRunner = ScriptedRunner(),
        isAdmitted: Bool = true,
        root: (inout RootDraft) -> Void = { _ in }
    ) throws {
        self.store = store
        self.runner = runner
        world.root.version = 1
        world.earlier = []
        root(&world.root)
        log.append(Array("the root's leaf".utf8))
        let text = world.root.value.rendered()
        let file = EnrolmentFile(
            root: text,
            signatures: [GateWorld.contact.sign(text, for: .root)],
            checkpoint: try log.note(log.checkpoint()),
            token: [UInt8](repeating: 5, count: 32)
        )
        let checked = try Enroller.check(
            file.rendered(),
            expecting: text.sha256.hex,
            now: world.now,
            zones: TimeZoneFolder.system
        )
        let sealing = try #require(SealingKey(scheme: .x25519, bytes: Digest(sha256Of: "sealing".utf8).bytes))
        let enrolled = try Enroller.establish(
            checked,
            signer: GateWorld.receiptKey.signer,
            sealing: (privateKey: [1], publicKey: sealing.text),
            in: store
        )
        #expect(enrolled == GateWorld.device)
        service = try Self.start(store, runner, world.now, events)
        if isAdmitted {
            let verdicts = try tell([try device(version: 1)])
            #expect(verdicts == ["ok"])
        }
    }

    static func start(
        _ store: any ExecutorStore,
        _ runner: ScriptedRunner,
        _ now: Timestamp,
        _ events: Events = Events()
    ) throws -> ExecutorService {
        try start(store, runner, events) { now }
    }

    static func start(
        _ store: any ExecutorStore,
        _ runner: ScriptedRunner,
        _ events: Events = Events(),
        isStopped: @escaping @Sendable () -> Bool = { false },
        now: @escaping @Sendable () -> Timestamp
    ) throws -> ExecutorService {
        let salts = Mutex(SeededRandom(seed: 11))
        return try ExecutorService(
            ExecutorService.Parts(
                store: store,
                gate: Gate(
                    capabilities: Capabilities(profiles: [.literal("basic")], concurrentRuns: 2),
                    zones: TimeZoneFolder.system
                ),
                runner: runner,
                version: .literal("1.0.0"),
                now: now,
                clock: { ReceiptClock(synchronised: true, offsetMs: 4) },
                random: { count in salts.withLock { $0.bytes(count) } },
                privilegedFacts: { [:] },
                isStopped: isStopped
            ),
            events: { events.add($0) }
        )
    }

    /// Starts again on the same state, at another time perhaps, as after a crash.
    func restart(runner: ScriptedRunner, at time: Timestamp? = nil) throws -> ExecutorService {
        try Self.start(store, runner, time ?? world.now)
    }

    func use(_ service: ExecutorService) { self.service = service }

    // MARK: Requests

    func ask(_ member: WireExecutorRequest.OneOf_Request) -> WireExecutorMessage {
        requests += 1
        var request = WireExecutorRequest()
        request.id = requests
        request.request = member
        let answer = service.answer(request)
        #expect(answer.id == requests)
        return answer
    }

    private var storedSize: UInt64 {
        get throws { try store.checkpoint()?.size ?? 0 }
    }

    func proof() throws -> WireLogProof {
        let note = try log.note(log.checkpoint(), cosigned: world.cosignatures)
        return try log.proof(note, from: storedSize)
    }

    /// Logs the world's order with its approvals; the delivery is made against the device's checkpoint.
    func deliveryMessage() throws -> WireDelivery {
        let index = log.append(world.leaf)
        let approvals = (world.approvals.map(world.leaf(of:)) + world.approvalLeaves).map { log.append($0) }
        var delivery = WireDelivery()
        delivery.id = 31
        delivery.proof = try proof()
        delivery.operation = try log.leaf(index)
        delivery.approvals = try approvals.map { try log.leaf($0) }
        delivery.content = Data(world.content)
        return delivery
    }

    /// Delivers the world's order; `running`, or the code of a refusal.
    func deliver() throws -> String {
        code(of: ask(.delivery(try deliveryMessage())))
    }

    func code(of answer: WireExecutorMessage) -> String {
        switch answer.message {
        case .taken: "running"
        case .refused(let refused): refused.code
        case .failure(let failure): "failure \(failure.code)"
        default: "\(answer)"
        }
    }

    func evidence(_ leaves: [[UInt8]]) throws -> WireEvidence {
        let indices = leaves.map { log.append($0) }
        var evidence = WireEvidence()
        evidence.id = 5
        evidence.proof = try proof()
        evidence.leaves = try indices.map { try log.leaf($0) }
        return evidence
    }

    /// Logs leaves and has the device judge them.
    func tell(_ leaves: [[UInt8]]) throws -> [String] {
        verdicts(of: ask(.evidence(try evidence(leaves))))
    }

    func verdicts(of answer: WireExecutorMessage) -> [String] {
        guard case .judged(let judged) = answer.message else { return ["\(answer)"] }
        return judged.verdicts.map(\.code)
    }

    // MARK: Receipts

    func spool() throws -> [SpooledReceipt] { try store.spool(after: 0, limit: 2_000, unprovenOnly: false) }

    func receipts() throws -> [Receipt] {
        try spool().map { spooled in
            guard case .receipt(let receipt) = try Statement.parse(spooled.statement, as: .receipt) else {
                throw ExecutorStoreError.damaged("receipt")
            }
            return receipt
        }
    }

    /// Logs a receipt as the controller does, and makes the proof of it.
    func proofOfReceipt(_ sequence: UInt64, signature: String? = nil) throws -> WireReceiptProof {
        let receipt = try #require(try store.receipt(sequence))
        let index = log.append(
            RawLeaf.bytes(
                kind: "receipt",
                at: world.now,
                statement: receipt.statement.string,
                signatures: [signature ?? receipt.signature]
            )
        )
        var message = WireReceiptProof()
        message.sequence = sequence
        message.proof = try proof()
        message.receipt = try log.leaf(index)
        return message
    }

    func prove(_ message: WireReceiptProof) -> String {
        guard case .receiptJudged(let judged) = ask(.receiptProof(message)).message else { return "?" }
        return judged.code
    }
}

extension ServiceWorld {
    // MARK: Leaves

    func device(
        version: UInt64,
        state: DeviceState = .active,
        groups: [GroupName] = [GateWorld.finance],
        name: String = "finance-pc-3",
        of device: DeviceID = GateWorld.device,
        by keys: [TestKey] = [GateWorld.technician, GateWorld.contact]
    ) throws -> [UInt8] {
        try world.deviceLeaf(version: version, state: state, groups: groups, name: name, of: device, by: keys)
    }

    func cancel(by key: TestKey, devices: [DeviceID]? = nil, issued: Timestamp? = nil) -> [UInt8] {
        world.cancelLeaf(by: key, devices: devices, issued: issued)
    }

    func denial(by key: TestKey, issued: Timestamp? = nil) -> [UInt8] {
        world.denialLeaf(by: key, issued: issued)
    }

    func status(
        revoking keys: [TestKey],
        by key: TestKey = GateWorld.narrower,
        issued: Timestamp? = nil,
        root: RootReference? = nil
    ) -> [UInt8] {
        world.statusLeaf(revoking: keys, by: key, issued: issued, root: root)
    }
}
