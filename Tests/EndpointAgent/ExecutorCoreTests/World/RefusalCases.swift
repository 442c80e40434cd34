import ExecutorCore
import FoundationEssentials
import Model
import TestSupport
import TransparencyLog
import Trust
import WireMessages

extension RefusalCase {
    /// Steps 1 to 6: faults of the delivery and of the log.
    static let deliveryFaults: [RefusalCase] = [
        early(.malformed, "no proof", delivery: { $0.wire.clearProof() }),
        early(.malformed, "no operation", delivery: { $0.wire.clearOperation() }),
        early(.malformed, "a hash of 31 bytes", delivery: { $0.wire.operation.inclusion[0].removeLast() }),
        early(
            .malformed,
            "sixty-four hashes",
            delivery: { $0.wire.proof.consistency = Array(repeating: Data(repeating: 0, count: 32), count: 64) }
        ),
        early(
            .malformed,
            "sixty-five approvals",
            delivery: { $0.wire.approvals = Array(repeating: $0.wire.approvals[0], count: 65) }
        ),
        early(
            .fork,
            "latched before",
            delivery: { $0.state.fork = ForkEvidence(first: "a", second: "b", seen: $0.now) }
        ),
        early(.localStop, "stopped by root of this machine", delivery: { $0.state.isStopped = true }),
        early(.checkpoint, "no note at all", delivery: { $0.wire.proof.checkpoint = "checkpoint" }),
        early(
            .checkpoint,
            "signed by another key",
            delivery: { try $0.sign(by: GateWorld.noteSigner("countersign.example.net/acme", seed: "other")) }
        ),
        early(
            .checkpoint,
            "of another log",
            delivery: {
                let other = "countersign.example.net/other"
                try $0.sign(origin: other, by: GateWorld.noteSigner(other, seed: "log"))
            }
        ),
        early(
            .checkpoint,
            "a witness's signature that does not hold",
            delivery: {
                let elsewhere = try Checkpoint(origin: "elsewhere", size: 1, root: .zero)
                let line = try GateWorld.witnesses[0].sign(elsewhere, time: 1_700_000_000)
                $0.wire.proof.checkpoint += line
            }
        ),
        early(
            .checkpoint,
            "a note too long for a receipt",
            delivery: { delivery in
                let line = "\u{2014} nobody " + Base64.encode([UInt8](repeating: 1, count: 300)) + "\n"
                delivery.wire.proof.checkpoint += String(repeating: line, count: 90)
            }
        ),
        early(
            .checkpoint,
            "a note with a character that no receipt may hold",
            delivery: {
                try $0.sign(
                    extensions: ["a \u{202E}b"],
                    cosigned: [.init(witness: GateWorld.witnesses[0], time: $0.now)]
                )
            }
        ),
        early(
            .checkpoint,
            "a tree larger than a receipt's numbers",
            delivery: { try $0.standInHugeTree() }
        ),
        early(.witness, "no cosignature", world: { $0.cosignatures = [] }),
        early(
            .witness,
            "a cosignature by nobody's witness",
            world: { $0.cosignatures = [.init(witness: GateWorld.witness("w9.example"), time: $0.now)] }
        ),
        early(
            .witness,
            "one witness where two are asked for",
            world: {
                let rule = PolicyRule(
                    name: .literal("watched"),
                    require: [Requirement(role: .technician, count: 1)],
                    witnesses: 2
                )
                $0.root.policy = [rule]
            }
        ),
        early(
            .stale,
            "the newest cosignature is a second too old",
            world: { $0.cosignatures = [.init(witness: GateWorld.witnesses[0], time: $0.now.adding(seconds: -3_601))] }
        ),
        early(.stale, "the root's last second is over", world: { $0.root.expires = $0.now }),
        early(
            .stale,
            "no status where one is asked for",
            world: { $0.root.status = StatusPolicy(required: true, maximumAgeSeconds: 7_200) }
        ),
        early(
            .checkpointBehind,
            "a smaller tree",
            delivery: { delivery in
                let held = try delivery.log.checkpoint()
                delivery.state.checkpoint = StoredCheckpoint(
                    origin: held.origin,
                    size: held.size + 1,
                    root: .zero,
                    note: "newer"
                )
            }
        ),
        early(
            .checkpointBehind,
            "a proof from another size",
            delivery: {
                $0.wire.proof.consistencyFrom = 4
                $0.wire.proof.consistency = try $0.log.consistency(from: 4)
            }
        ),
        early(.consistency, "a hash changed", delivery: { $0.wire.proof.consistency[0][0] ^= 1 }),
        early(.consistency, "a hash left out", delivery: { $0.wire.proof.consistency.removeLast() }),
        early(.inclusion, "another index", delivery: { $0.wire.operation.index -= 1 }),
        early(.inclusion, "a hash changed", delivery: { $0.wire.operation.inclusion[0][31] ^= 0x80 }),
        early(.inclusion, "a byte of the leaf changed", delivery: { $0.wire.operation.leaf[100] ^= 1 }),
        early(.inclusion, "an approval that is not in the log", delivery: { $0.wire.approvals[0].leaf.removeLast() }),
    ]

    /// Steps 7 to 10: the statement, its address, its time, and what was said before.
    static let statementFaults: [RefusalCase] = [
        late(
            .statement,
            "an unknown member beside valid id, tenant and targets",
            receipt: true,
            world: { $0.addMember(#""urgent":true"#) }
        ),
        late(.statement, "a leaf of another kind", world: { $0.orderKind = "note" }),
        late(.statement, "a leaf that is no entry", world: { $0.orderLeaf = Array("{}".utf8) }),
        late(
            .statement,
            "an unknown member for another device",
            world: {
                $0.order.targets = .devices([GateWorld.otherDevice])
                $0.addMember(#""urgent":true"#)
            }
        ),
        late(
            .statement,
            "an unknown member for another client",
            world: {
                $0.order.tenant = .literal("other")
                $0.addMember(#""urgent":true"#)
            }
        ),
        late(
            .statement,
            "an id that is none",
            world: { $0.replace($0.order.id.text, with: "019ab4c2-7d1e-4c3a-9f00-5a1d2b3c4d5e") }
        ),
        late(.statement, "text that breaks the parser's rules", world: { $0.replace("HP-3F", with: "HP\\u202e3F") }),
        late(.statement, "a line feed within a string", world: { $0.replace("T-2026-0042", with: "T-2026\\n0042") }),
        late(
            .unsupported,
            "a type of a later version",
            receipt: true,
            world: { $0.replace("operation/v1", with: "operation/v2") }
        ),
        late(
            .unsupported,
            "a reserved kind",
            receipt: true,
            world: { $0.replace(#""script","int"#, with: #""file","int"#) }
        ),
        late(
            .unsupported,
            "more targets than a list holds",
            world: { $0.order.targets = .tree(count: 600, root: .zero) }
        ),
        late(.tenant, "another client's order", world: { $0.order.tenant = .literal("other") }),
        late(.target, "another device's order", world: { $0.order.targets = .devices([GateWorld.otherDevice]) }),
        late(
            .rootUnknown,
            "another digest of the held version",
            receipt: true,
            world: { $0.order.root = RootReference(version: 2, sha256: .zero) }
        ),
        late(
            .rootBehind,
            "a root that is still to come",
            world: { $0.order.root = RootReference(version: 3, sha256: .zero) }
        ),
        late(
            .clock,
            "the clock stands before a floor",
            delivery: { $0.state.floor = $0.now.adding(seconds: 301) }
        ),
        late(
            .clock,
            "the clock stands before a witness's",
            world: { $0.cosignatures = [.init(witness: GateWorld.witnesses[0], time: $0.now.adding(seconds: 301))] }
        ),
        late(
            .clock,
            "the clock stands before the root's making",
            world: {
                $0.root.issued = $0.now.adding(seconds: 301)
                $0.order.root = $0.root.reference
            }
        ),
        late(
            .notYet,
            "issued in the future",
            world: { world in
                world.now = world.order.issued.adding(seconds: -301)
                world.refreshCosignature()
            }
        ),
        late(.notYet, "before notBefore", world: { $0.order.notBefore = $0.now.adding(seconds: 1) }),
        late(
            .expired,
            "the first second after",
            receipt: true,
            world: { world in
                world.now = world.order.expires
                world.refreshCosignature()
            }
        ),
        late(
            .window,
            "outside the order's own hours",
            // 21:10 in Greenwich is 05:10 of the next day in Shanghai.
            world: { $0.order.window = Hours(zone: .literal("Asia/Shanghai"), days: [3], from: 311, to: 400) }
        ),
        late(
            .cancelled,
            "taken back by a contact",
            receipt: true,
            delivery: { $0.history.cancels = [$0.word(by: GateWorld.contact, reach: .byRole(.literal("p-lw")))] }
        ),
        late(
            .denied,
            "denied by an auditor",
            receipt: true,
            delivery: { $0.history.denials = [$0.word(by: GateWorld.auditor, reach: nil)] }
        ),
        late(
            .replay,
            "decided before",
            delivery: { $0.history.recorded = $0.ledgerEntry(sha256: $0.statementSha256) }
        ),
        late(
            .replay,
            "decided before with another text",
            delivery: { $0.history.recorded = $0.ledgerEntry(sha256: .zero) }
        ),
    ]

    /// Steps 11 to 13: people, contents, bounds and room.
    static let authorityFaults: [RefusalCase] = [
        late(.quarantined, "no device statement", world: { $0.standing = nil }),
        late(.quarantined, "retired", world: { $0.stand(.retired) }),
        late(.quarantined, "quarantined by name", world: { $0.stand(.quarantined) }),
        late(.signature, "nobody signed", receipt: true, world: { $0.orderSigners = [] }),
        late(.signature, "signed for another purpose", receipt: true, world: { $0.signAsApproval() }),
        late(
            .signerUnknown,
            "a key of nobody",
            receipt: true,
            world: { $0.orderSigners = [GateWorld.technician, GateWorld.stranger] }
        ),
        late(
            .signerRemoved,
            "a key of an earlier root",
            receipt: true,
            world: { $0.orderSigners = [GateWorld.technician, GateWorld.former] }
        ),
        late(.signerRemoved, "a key past its date", receipt: true, world: { $0.orderSigners = [GateWorld.lapsed] }),
        late(.revoked, "a key that a status takes back", receipt: true, world: { $0.revoke(GateWorld.technician) }),
        late(
            .ruleNone,
            "no rule for scripts",
            receipt: true,
            world: { $0.root.policy = Array(GateWorld.policy[1...]) }
        ),
        late(.ruleUnmet, "no contact", world: { $0.approvals = [] }),
        late(
            .ruleUnmet,
            "hours in a zone that cannot be read",
            world: { world in
                let rule = PolicyRule(
                    name: .literal("office"),
                    hours: Hours(zone: .literal("Mars/Olympus"), days: [1], from: 0, to: 60),
                    require: [Requirement(role: .technician, count: 1)]
                )
                world.root.policy = [rule] + GateWorld.policy
            }
        ),
        late(.digest, "another script of the same length", delivery: { $0.wire.content[0] ^= 1 }),
        late(.digest, "no script", delivery: { $0.wire.content = Data() }),
        late(
            .digest,
            "content where none is wanted",
            world: { $0.order.action = .collect(.literal("basic")) }
        ),
        late(
            .limit,
            "more seconds than the rule allows",
            receipt: true,
            world: { $0.order.limits = Limits(seconds: 601, memoryBytes: 16 << 20, outputBytes: 0, processes: 1) }
        ),
        late(.limit, "no ticket", receipt: true, world: { $0.order.ticket = nil }),
        late(
            .limit,
            "valid for a second too long",
            receipt: true,
            world: { $0.order.expires = $0.order.issued.adding(seconds: 14_401) }
        ),
        late(
            .busy,
            "its conflict group runs",
            world: { $0.order.conflict = .literal("printing") },
            delivery: { $0.state.running = [.literal("printing")] }
        ),
        late(.busy, "as many run as may", delivery: { $0.state.runs = 2 }),
        late(
            .spoolFull,
            "a thousand receipts wait",
            delivery: { $0.state.spool = SpoolUse(receipts: 1_000, bytes: 1) }
        ),
        late(
            .spoolFull,
            "the spool's bytes are used up",
            delivery: { $0.state.spool = SpoolUse(receipts: 1, bytes: SpoolUse.largestBytes + 1) }
        ),
    ]

    static let all = deliveryFaults + statementFaults + authorityFaults
}

extension GateWorld {
    /// Changes the order's text; the change is signed.
    mutating func replace(_ part: String, with other: String) {
        orderText = statement.string.split(separator: part, omittingEmptySubsequences: false).joined(separator: other)
    }

    /// Adds a member to the order's text.
    mutating func addMember(_ member: String) {
        orderText = "\(statement.string.dropLast()),\(member)}"
    }

    /// One cosignature, a minute old.
    mutating func refreshCosignature() {
        cosignatures = [.init(witness: Self.witnesses[0], time: now.adding(seconds: -60))]
    }

    mutating func stand(_ state: DeviceState, groups: Set<GroupName> = [finance]) {
        standing = DeviceStanding(state: state, version: 1, name: "finance-pc-3", groups: groups)
    }

    mutating func revoke(_ key: TestKey) {
        statuses = [
            Status(
                tenant: Self.tenant,
                root: root.reference,
                issued: Self.issued,
                expires: Self.issued.adding(seconds: 60),
                revokedKeys: [key.fingerprint],
                revokedItems: []
            )
        ]
    }

    /// A signature that is the technician's, in a namespace that is not an operation's.
    mutating func signAsApproval() {
        orderLeaf = RawLeaf.bytes(
            at: order.issued,
            statement: statement.string,
            signatures: [Self.technician.sign(statement, for: .approval)]
        )
    }
}

extension BentDelivery {
    /// What was logged as the order's statement.
    var statementSha256: Digest {
        guard let envelope = try? EntryEnvelope(leaf: [UInt8](wire.operation.leaf)) else { return .zero }
        return StatementText(envelope.statement).sha256
    }

    /// A cancel or denial of the delivered order.
    func word(by key: TestKey, reach: WordAuthority?) -> WordFact {
        WordFact(
            signer: SignerFact(key: key.fingerprint),
            operation: OrderDraft().id,
            statementSHA256: statementSha256,
            judged: reach
        )
    }

    func ledgerEntry(sha256: Digest) -> LedgerEntry {
        LedgerEntry(operation: OrderDraft().id, statementSha256: sha256, admission: nil, outcome: "refused", receipt: 1)
    }
}
