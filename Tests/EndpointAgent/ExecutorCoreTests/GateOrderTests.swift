import ExecutorCore
import FoundationEssentials
import Model
import TestSupport
import Testing
import TransparencyLog
import Trust
import WireMessages

/// Two faults in one delivery: the earlier step of the gate's table answers.
@Suite struct GateOrderTests {
    @Test(arguments: Meeting.all)
    func `the earlier of two faults answers`(_ meeting: Meeting) throws {
        let found = try meeting.fault.verdict().verdict
        let expected = GateVerdictFacts(
            code: meeting.fault.code,
            makesReceipt: meeting.fault.makesReceipt,
            advances: meeting.fault.advances
        )
        #expect(found == expected)
    }

    @Test(arguments: [
        OrderMember("emergency") { $0.emergency = true },
        OrderMember("plan") {
            $0.plan = RolloutPlan(canary: 1, batch: 1, pauseSeconds: 1, maxFailures: 1, seed: 1)
        },
        OrderMember("after") { $0.after = .literal("019ab4c2-7d1e-7c3a-9f00-5a1d2b3c4d5f") },
        OrderMember("consent") {
            $0.consent = ConsentRequest(timeoutSeconds: 60, whenAbsent: .run, maxLater: 1)
        },
        OrderMember("reboot") { $0.reboot = true },
        OrderMember("profile") { $0.profile = .sealed },
        OrderMember("secrets") {
            let secret = SecretCommitment(commitment: Digest.zero)
            $0.action = .script(
                ScriptAction(
                    interpreter: .sh,
                    script: GateWorld.scriptReference,
                    secrets: [.literal("password"): secret]
                )
            )
        },
        OrderMember("catalog") {
            $0.action = .catalog(CatalogAction(item: .literal("printer"), version: 1, sha256: .zero, phase: .fix))
        },
        OrderMember("update") { $0.action = .update(release: .zero) },
        OrderMember("a profile that is not compiled in") { $0.action = .collect(.literal("everything")) },
    ])
    func `what cannot be run is refused for good, not ignored`(_ member: OrderMember) throws {
        var world = GateWorld()
        member.set(&world.order)
        let verdict = try world.deliver().judge()
        #expect(verdict.code == .unsupported)
        #expect(verdict.makesReceipt)
    }

    @Test func `a profile that is compiled in is collected`() throws {
        var world = GateWorld()
        world.order.action = .collect(.literal("basic"))
        world.content = []
        #expect(try world.deliver().judge().code == nil)
    }
}

/// A member of an order, set.
struct OrderMember: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let set: @Sendable (inout OrderDraft) -> Void

    init(_ name: String, _ set: @escaping @Sendable (inout OrderDraft) -> Void) {
        testDescription = name
        self.set = set
    }
}

/// A delivery with two faults.
struct Meeting: Sendable, CustomTestStringConvertible {
    let fault: RefusalCase

    init(_ fault: RefusalCase) {
        self.fault = fault
    }

    var testDescription: String { "\(fault.code) answers for: \(fault.name)" }

    static let all = (early + late).map(Meeting.init)

    private static let early: [RefusalCase] = [
        .early(
            .malformed,
            "malformed and latched",
            delivery: {
                $0.wire.clearProof()
                $0.state.fork = ForkEvidence(first: "", second: "", seen: $0.now)
            }
        ),
        .early(
            .fork,
            "latched, stopped, and no checkpoint",
            delivery: {
                $0.state.fork = ForkEvidence(first: "", second: "", seen: $0.now)
                $0.state.isStopped = true
                $0.wire.proof.checkpoint = "x"
            }
        ),
        .early(
            .localStop,
            "stopped and no checkpoint",
            delivery: {
                $0.state.isStopped = true
                $0.wire.proof.checkpoint = "x"
            }
        ),
        .early(
            .checkpoint,
            "no checkpoint and a root past its date",
            world: { $0.root.expires = $0.now },
            delivery: { $0.wire.proof.checkpoint = "x" }
        ),
        .early(
            .stale,
            "a root past its date and no witness",
            world: {
                $0.root.expires = $0.now
                $0.cosignatures = []
            }
        ),
        .early(
            .witness,
            "no witness and a proof from another size",
            world: { $0.cosignatures = [] },
            delivery: { $0.wire.proof.consistencyFrom = 3 }
        ),
        .early(
            .stale,
            "an old cosignature and a broken consistency proof",
            world: { $0.cosignatures = [.init(witness: GateWorld.witnesses[0], time: $0.now.adding(seconds: -4_000))] },
            delivery: { $0.wire.proof.consistency = [] }
        ),
        .early(
            .consistency,
            "inconsistent and not included",
            delivery: {
                $0.wire.proof.consistency = []
                $0.wire.operation.inclusion = []
            }
        ),
        .early(
            .inclusion,
            "not included and expired",
            world: { world in
                world.now = world.order.expires
                world.refreshCosignature()
            },
            delivery: { $0.wire.operation.inclusion = [] }
        ),
        .early(
            .stale,
            "a root past its date and a leaf that is no entry",
            world: {
                $0.root.expires = $0.now
                $0.orderLeaf = Array("{}".utf8)
            }
        ),
        .early(
            .inclusion,
            "not included and not readable",
            world: { $0.orderLeaf = Array("{}".utf8) },
            delivery: { $0.wire.operation.inclusion = [] }
        ),
    ]

    private static let late: [RefusalCase] = [
        .late(
            .statement,
            "an unreadable leaf without a witness: where no rule matches, none is asked for",
            world: {
                $0.orderLeaf = Array("{}".utf8)
                $0.cosignatures = []
            }
        ),
        .late(
            .unsupported,
            "unsupported and another client's: nothing to do with us, so no receipt",
            world: {
                $0.order.reboot = true
                $0.order.tenant = .literal("other")
            }
        ),
        .late(
            .unsupported,
            "unsupported and for another device: no receipt",
            world: {
                $0.order.reboot = true
                $0.order.targets = .devices([GateWorld.otherDevice])
            }
        ),
        .late(
            .unsupported,
            "unsupported and under an unknown root",
            receipt: true,
            world: {
                $0.order.reboot = true
                $0.order.root = RootReference(version: 1, sha256: .zero)
            }
        ),
        .late(
            .tenant,
            "another client's and for another device",
            world: {
                $0.order.tenant = .literal("other")
                $0.order.targets = .devices([GateWorld.otherDevice])
            }
        ),
        .late(
            .target,
            "for another device and under an unknown root",
            world: {
                $0.order.targets = .devices([GateWorld.otherDevice])
                $0.order.root = RootReference(version: 1, sha256: .zero)
            }
        ),
        .late(
            .clock,
            "a clock not to be trusted and expired",
            world: { world in
                world.now = world.order.expires
                world.refreshCosignature()
            },
            delivery: { $0.state.floor = $0.now.adding(seconds: 400) }
        ),
        .late(
            .expired,
            "expired and unsigned",
            receipt: true,
            world: { world in
                world.now = world.order.expires
                world.refreshCosignature()
                world.orderSigners = []
            }
        ),
        .late(
            .expired,
            "expired and outside its hours",
            receipt: true,
            world: { world in
                world.order.window = Hours(zone: .literal("UTC"), days: [1], from: 0, to: 1)
                world.now = world.order.expires
                world.refreshCosignature()
            }
        ),
        .late(
            .expired,
            "expired and cancelled",
            receipt: true,
            world: { world in
                world.now = world.order.expires
                world.refreshCosignature()
            },
            delivery: { $0.history.cancels = [$0.word(by: GateWorld.contact, reach: nil)] }
        ),
        .late(
            .window,
            "outside its hours and cancelled",
            world: { $0.order.window = Hours(zone: .literal("UTC"), days: [1], from: 0, to: 1) },
            delivery: { $0.history.cancels = [$0.word(by: GateWorld.contact, reach: nil)] }
        ),
        .late(
            .cancelled,
            "cancelled and denied",
            receipt: true,
            delivery: {
                $0.history.cancels = [$0.word(by: GateWorld.contact, reach: nil)]
                $0.history.denials = [$0.word(by: GateWorld.contact, reach: nil)]
            }
        ),
        .late(
            .denied,
            "denied and decided: no second receipt",
            delivery: {
                $0.history.denials = [$0.word(by: GateWorld.contact, reach: nil)]
                $0.history.recorded = $0.ledgerEntry(sha256: $0.statementSha256)
            }
        ),
        .late(
            .denied,
            "denied and quarantined",
            receipt: true,
            world: { $0.standing = nil },
            delivery: { $0.history.denials = [$0.word(by: GateWorld.contact, reach: nil)] }
        ),
        .late(
            .replay,
            "decided and unsigned",
            world: { $0.orderSigners = [] },
            delivery: { $0.history.recorded = $0.ledgerEntry(sha256: .zero) }
        ),
        .late(
            .quarantined,
            "quarantined and signed by nobody known",
            world: {
                $0.standing = nil
                $0.orderSigners = [GateWorld.stranger]
            }
        ),
        .late(
            .signerUnknown,
            "a stranger beside a removed signer",
            receipt: true,
            world: { $0.orderSigners = [GateWorld.former, GateWorld.stranger] }
        ),
        .late(
            .signerRemoved,
            "a removed signer beside a revoked one",
            receipt: true,
            world: {
                $0.orderSigners = [GateWorld.technician, GateWorld.lapsed]
                $0.revoke(GateWorld.technician)
            }
        ),
        .late(
            .signature,
            "unsigned and no rule",
            receipt: true,
            world: {
                $0.orderSigners = []
                $0.root.policy = Array(GateWorld.policy[1...])
            }
        ),
        .late(
            .ruleUnmet,
            "a contact missing and another script",
            world: {
                $0.approvals = []
                $0.content = [1]
            }
        ),
        .late(
            .digest,
            "another script and no ticket: a fault of the delivery burns no id",
            world: {
                $0.content = [1]
                $0.order.ticket = nil
            }
        ),
        .late(
            .limit,
            "no ticket and no room",
            receipt: true,
            world: { $0.order.ticket = nil },
            delivery: { $0.state.runs = 9 }
        ),
        .late(
            .busy,
            "no room to run and none in the spool",
            delivery: {
                $0.state.runs = 9
                $0.state.spool = SpoolUse(receipts: 1_000, bytes: 0)
            }
        ),
    ]
}
