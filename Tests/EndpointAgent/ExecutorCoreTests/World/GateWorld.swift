import ExecutorCore
import FoundationEssentials
import Model
import TestSupport
import TransparencyLog
import Trust
import Wire
import WireMessages

/// A client, its log, one device and one order that is good in every way; each part can be bent before it is delivered.
struct GateWorld: Sendable {
    static let tenant = TenantID.literal("acme")
    static let issued = Timestamp.literal("2026-11-24T21:00:00Z")

    static let contact = TestKey("li-wei")
    static let technician = TestKey("zhao")
    static let spare = TestKey("zhao, second key")
    static let otherTechnician = TestKey("bo")
    static let both = TestKey("mei, technician and contact")
    static let auditor = TestKey("xu")
    static let narrower = TestKey("sun")
    static let lapsed = TestKey("old, until yesterday")
    static let former = TestKey("former technician")
    static let stranger = TestKey("stranger")
    static let receiptKey = TestKey("device")
    static let otherDevice = TestKey("another device").deviceID

    static var device: DeviceID { receiptKey.deviceID }
    static let finance = GroupName.literal("finance")
    static let script = Array("#!/bin/sh\nexit 0\n".utf8)
    static let scriptReference = ScriptReference(
        name: .literal("fix-print-queue.sh"),
        sha256: Digest(sha256Of: script),
        bytes: UInt64(script.count)
    )

    static let people = [
        person("p-lw", [.root, .contact], [contact], of: .client),
        person("t-zhao", [.technician], [technician, spare]),
        person("t-bo", [.technician], [otherTechnician]),
        person("b-mei", [.technician, .contact], [both]),
        person("a-xu", [.auditor], [auditor], of: .client),
        person("s-sun", [.status], [narrower], of: .client),
        person("t-old", [.technician], [lapsed], until: issued.adding(seconds: -86_400)),
    ]

    /// One rule for orders, two for devices: whoever leaves or enters finance needs the client.
    static let policy = [
        PolicyRule(
            name: .literal("two-people"),
            kinds: [.script, .collect],
            require: [Requirement(role: .technician, count: 1), Requirement(role: .contact, count: 1)],
            maximumValiditySeconds: 14_400,
            ticketRequired: true,
            limits: RuleLimits(seconds: 600, memoryBytes: 1 << 30, outputBytes: 4 << 20, processes: 128)
        ),
        PolicyRule(
            name: .literal("finance-devices"),
            kinds: [.device],
            groups: [finance],
            require: [Requirement(role: .technician, count: 1), Requirement(role: .contact, count: 1)]
        ),
        PolicyRule(
            name: .literal("devices"),
            kinds: [.device],
            require: [Requirement(role: .technician, count: 1)]
        ),
    ]

    static let logSigner = noteSigner("countersign.example.net/acme", seed: "log")
    static let witnesses = [witness("w1.example"), witness("w2.example")]

    var now = issued.adding(seconds: 600)
    var root = RootDraft()
    /// Roots that were held before.
    var earlier: [TrustRoot] = [formerRoot]
    var statuses: [Status] = []
    var standing: DeviceStanding? = DeviceStanding(
        state: .active,
        version: 1,
        name: "finance-pc-3",
        groups: [finance]
    )
    var order = OrderDraft()
    var orderSigners = [technician]
    /// The statement's text in place of the order's own.
    var orderText: String?
    /// The whole leaf in place of one made from text and signers.
    var orderLeaf: [UInt8]?
    var orderKind = "operation"
    var approvals = [ApprovalDraft()]
    /// Whole leaves beside those made from drafts.
    var approvalLeaves: [[UInt8]] = []
    var cosignatures: [WorldLog.Cosignature] = [
        .init(witness: witnesses[0], time: issued.adding(seconds: 540))
    ]
    var log = WorldLog(signer: logSigner)
    var content = script

    init() {
        for number in 0..<5 { log.append(Array("leaf \(number) of somebody else".utf8)) }
    }

    /// The size of the checkpoint that the device has stored.
    static let storedSize: UInt64 = 5

    var operation: Model.Operation { order.value(root.reference) }
    var statement: StatementText { orderText.map(StatementText.init) ?? operation.rendered() }

    var leaf: [UInt8] {
        if let orderLeaf { return orderLeaf }
        let text = statement
        return RawLeaf.bytes(
            kind: orderKind,
            at: order.issued.adding(seconds: 1),
            statement: text.string,
            signatures: orderSigners.map { $0.sign(text, for: .operation) }
        )
    }

    func leaf(of draft: ApprovalDraft) -> [UInt8] {
        let text = draft.value(operation, statement).rendered()
        return RawLeaf.bytes(
            kind: "approval",
            at: order.issued.adding(seconds: 2),
            statement: text.string,
            signatures: draft.signers.map { $0.sign(text, for: .approval) }
        )
    }

    var trust: TrustState {
        TrustState(
            current: HeldRoot(root.value, sha256: root.reference.sha256),
            earlier: earlier.map { HeldRoot($0, sha256: $0.rendered().sha256) },
            statuses: statuses
        )
    }

    /// Logs the order with its approvals and makes the delivery of it.
    func deliver() throws -> BentDelivery {
        var grown = log
        let stored = try grown.checkpoint(size: Self.storedSize)
        let storedNote = try grown.note(stored)
        let index = grown.append(leaf)
        let approvals = (approvals.map(leaf(of:)) + approvalLeaves).map { grown.append($0) }
        grown.append(Array("a leaf that came later".utf8))
        var wire = WireDelivery()
        wire.id = 7
        wire.proof = try grown.proof(
            grown.note(grown.checkpoint(), cosigned: cosignatures),
            from: Self.storedSize
        )
        wire.operation = try grown.leaf(index)
        wire.approvals = try approvals.map { try grown.leaf($0) }
        wire.content = Data(content)
        return BentDelivery(
            wire: wire,
            state: GateState(
                device: Self.device,
                trust: trust,
                checkpoint: StoredCheckpoint(
                    origin: stored.origin,
                    size: stored.size,
                    root: stored.root,
                    note: storedNote
                ),
                fork: nil,
                isStopped: false,
                standing: standing,
                floor: nil,
                running: [],
                runs: 0,
                spool: SpoolUse(receipts: 0, bytes: 0)
            ),
            now: now,
            log: grown
        )
    }
}

extension GateWorld {
    static func person(
        _ id: String,
        _ roles: [Role],
        _ keys: [TestKey],
        of organisation: Organisation = .provider,
        until: Timestamp? = nil
    ) -> Person {
        Person(
            id: .literal(id),
            name: id,
            organisation: organisation,
            roles: roles,
            keys: keys.map { PersonKey(key: $0.publicKey, until: until) }
        )
    }

    static func noteSigner(_ name: String, seed: String) -> NoteSigner {
        do {
            return try NoteSigner(name: name, seed: Digest(sha256Of: seed.utf8).bytes)
        } catch {
            preconditionFailure("the name and seed are the test's own: \(error)")
        }
    }

    static func witness(_ name: String) -> CosignatureSigner {
        do {
            return try CosignatureSigner(name: name, seed: Digest(sha256Of: name.utf8).bytes)
        } catch {
            preconditionFailure("the name and seed are the test's own: \(error)")
        }
    }

    /// Version 1, in which somebody was a technician who is not any more.
    private static var formerRoot: TrustRoot {
        var draft = RootDraft()
        draft.version = 1
        draft.people.append(person("t-former", [.technician], [former]))
        return draft.value
    }
}

/// A delivery with what the device holds, ready to be judged; each part can be bent once more.
struct BentDelivery: Sendable {
    var wire: WireDelivery
    var state: GateState
    var history = OperationHistory()
    var now: Timestamp
    /// The log in which order and approvals stand.
    let log: WorldLog
    var gate = Gate(
        capabilities: Capabilities(profiles: [.literal("basic")], concurrentRuns: 2),
        zones: TimeZoneFolder.system
    )

    /// Step 1 is taking the message apart; the rest is the gate's.
    func judge() throws -> GateVerdict {
        guard let parts = try? DeliveryParts(wire) else {
            return GateVerdict(advance: nil, floor: nil, decision: .refuse(.malformed, nil))
        }
        return try gate.judge(parts, state: state, now: now) { _ in history }
    }

    /// Signs the present tree again in another way.
    mutating func sign(
        extensions: [String] = [],
        origin: String? = nil,
        by signer: NoteSigner? = nil,
        cosigned cosignatures: [WorldLog.Cosignature] = []
    ) throws {
        let checkpoint = try log.checkpoint(origin: origin, extensions: extensions)
        wire.proof.checkpoint = try log.note(checkpoint, by: signer, cosigned: cosignatures)
    }
}

extension BentDelivery {
    /// Puts the order at 2^60 of a tree of 2^61 leaves, which a log can claim without having one.
    mutating func standInHugeTree() throws {
        var random = SeededRandom()
        let siblings = (0..<61).map { _ in random.bytes(32) }
        var root = MerkleHash.leaf([UInt8](wire.operation.leaf))
        for (level, sibling) in siblings.enumerated() {
            guard let hash = Digest(bytes: sibling) else { return }
            root = level == 60 ? MerkleHash.node(hash, root) : MerkleHash.node(root, hash)
        }
        wire.operation.index = 1 << 60
        wire.operation.inclusion = siblings.map { Data($0) }
        wire.approvals = []
        wire.proof.consistencyFrom = 0
        wire.proof.consistency = []
        wire.proof.checkpoint = try log.note(
            log.checkpoint(size: 1 << 61, root: root),
            cosigned: [.init(witness: GateWorld.witnesses[0], time: now)]
        )
        state.checkpoint = nil
    }
}

extension GateVerdict {
    /// The code of a refusal or a fork, nil for an admission.
    var code: RefusalCode? {
        switch decision {
        case .admit: nil
        case .refuse(let code, _): code
        case .fork: .fork
        }
    }

    /// Whether a receipt is due.
    var makesReceipt: Bool {
        guard case .refuse(_, let order) = decision else { return false }
        return order != nil
    }
}
