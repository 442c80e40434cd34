import ExecutorCore
import ExecutorHost
import FoundationEssentials
import Model
import TestSupport
import Testing
import TransparencyLog
import Trust
import WireMessages

/// Device statements, denials, cancels and statuses, judged once when they arrive.
@Suite struct EvidenceTests {
    @Test func `an enrolled device runs nothing until people have admitted it`() throws {
        let world = try ServiceWorld(isAdmitted: false)
        #expect(try world.deliver() == "quarantined")
        #expect(try world.tell([try world.device(version: 1)]) == ["ok"])
        #expect(try world.deliver() == "running")
    }

    @Test func `versions of the own row rise, and equal ones say the same`() throws {
        let world = try ServiceWorld()
        #expect(try world.tell([try world.device(version: 1)]) == ["ok"])
        #expect(try world.tell([try world.device(version: 1, name: "another-name")]) == ["replay"])
        #expect(try world.tell([try world.device(version: 3)]) == ["ok"])
        #expect(try world.tell([try world.device(version: 2, state: .retired)]) == ["ok"])
        #expect(try world.store.deviceStatement()?.version == 3)
        #expect(try world.deliver() == "running")
    }

    @Test func `a retired device runs nothing`() throws {
        let world = try ServiceWorld()
        #expect(try world.tell([try world.device(version: 2, state: .retired)]) == ["ok"])
        #expect(try world.deliver() == "quarantined")
        #expect(try world.spool().isEmpty)
    }

    @Test func `another device's row is not this device's to judge`() throws {
        let world = try ServiceWorld()
        #expect(try world.tell([try world.device(version: 9, of: GateWorld.otherDevice)]) == ["target"])
        #expect(try world.store.deviceStatement()?.version == 1)
    }

    @Test func `nobody leaves a group without its rule`() throws {
        let world = try ServiceWorld()
        let technician = [GateWorld.technician]
        #expect(try world.tell([try world.device(version: 2, groups: [], by: technician)]) == ["rule-unmet"])
        #expect(try world.tell([try world.device(version: 2, groups: [])]) == ["ok"])
        #expect(try world.tell([try world.device(version: 3, groups: [], by: technician)]) == ["ok"])
        #expect(try world.tell([try world.device(version: 4, by: technician)]) == ["rule-unmet"])
        #expect(try world.store.deviceStatement()?.version == 3)
    }

    @Test func `each leaf of a message is judged after the ones before it`() throws {
        let world = try ServiceWorld()
        let technician = [GateWorld.technician]
        let leaves = [
            try world.device(version: 2, groups: []),
            try world.device(version: 3, groups: [], by: technician),
            try world.device(version: 4, by: technician),
        ]
        #expect(try world.tell(leaves) == ["ok", "ok", "rule-unmet"])
    }

    @Test(arguments: [GateWorld.stranger, GateWorld.lapsed])
    func `words of people who do not count are refused`(_ key: TestKey) throws {
        let world = try ServiceWorld()
        let code = key.name == GateWorld.lapsed.name ? "signer-removed" : "signer-unknown"
        let leaves = [
            world.cancel(by: key), world.denial(by: key), world.status(revoking: [GateWorld.technician], by: key),
            try world.device(version: 2, by: [key]),
        ]
        #expect(try world.tell(leaves) == [code, code, code, code])
        #expect(try world.deliver() == "running")
    }

    @Test(arguments: [GateWorld.auditor, GateWorld.contact, GateWorld.otherTechnician])
    func `anybody of the root may deny`(_ key: TestKey) throws {
        let world = try ServiceWorld()
        #expect(try world.tell([world.denial(by: key)]) == ["ok"])
        #expect(try world.deliver() == "denied")
        let receipt = try #require(try world.receipts().last)
        #expect(receipt.outcome == .refused && receipt.code == .denied)
        #expect(try world.deliver() == "denied")
        #expect(try world.spool().count == 1)
    }

    @Test(arguments: [GateWorld.contact, GateWorld.technician, GateWorld.otherTechnician])
    func `a cancel that comes first is kept`(_ key: TestKey) throws {
        let world = try ServiceWorld()
        #expect(try world.tell([world.cancel(by: key)]) == ["ok"])
        #expect(try world.deliver() == "cancelled")
        let receipt = try #require(try world.receipts().last)
        #expect(receipt.outcome == .cancelled && receipt.code == nil && receipt.admitted == nil)
        #expect(world.runner.state.handed.isEmpty)
    }

    @Test(arguments: [(true, "cancelled"), (false, "running")])
    func `a cancel by somebody without the role binds what they signed`(_ signs: Bool, _ code: String) throws {
        let world = try ServiceWorld()
        if signs { world.world.orderSigners.append(GateWorld.auditor) }
        #expect(try world.tell([world.cancel(by: GateWorld.auditor)]) == ["ok"])
        #expect(try world.deliver() == code)
    }

    @Test func `a cancel for other devices does not bind this one`() throws {
        let world = try ServiceWorld()
        #expect(try world.tell([world.cancel(by: GateWorld.contact, devices: [GateWorld.otherDevice])]) == ["ok"])
        #expect(try world.deliver() == "running")
    }

    @Test func `a status takes a key back for good`() throws {
        let world = try ServiceWorld()
        #expect(try world.tell([world.status(revoking: [GateWorld.technician])]) == ["ok"])
        #expect(try world.deliver() == "revoked")
        #expect(try world.receipts().last?.code == .revoked)
        #expect(try world.tell([world.status(revoking: [])]) == ["ok"])
        world.world.order.id = .literal("019ab4c2-7d1e-7c3a-9f00-5a1d2b3c4d60")
        #expect(try world.deliver() == "revoked")
    }

    @Test func `a status is refused that widens, reaches or ages wrongly`() throws {
        let world = try ServiceWorld()
        let leaves = [
            world.status(revoking: [GateWorld.contact]),
            world.status(revoking: [], by: GateWorld.auditor),
            world.status(revoking: [], issued: world.world.now.adding(seconds: 301)),
            world.status(revoking: [], root: RootReference(version: 1, sha256: .zero)),
            world.status(revoking: [], root: RootReference(version: 2, sha256: .zero)),
        ]
        #expect(try world.tell(leaves) == ["statement", "rule-unmet", "not-yet", "root-unknown", "root-behind"])
        #expect(try world.deliver() == "running")
    }

    @Test func `a status raises the floor`() throws {
        let world = try ServiceWorld()
        #expect(try world.tell([world.status(revoking: [], issued: world.world.now.adding(seconds: 300))]) == ["ok"])
        #expect(try world.store.timeFloor() == world.world.now.adding(seconds: 300))
        let earlier = world.world.now.adding(seconds: -1)
        world.use(try world.restart(runner: world.runner, at: earlier))
        #expect(try world.deliver() == "clock")
    }

    @Test func `a clock before the floor admits no device, as keys that have lapsed would count`() throws {
        let world = try ServiceWorld()
        #expect(try world.tell([world.status(revoking: [])]) == ["ok"])
        let back = world.world.now.adding(seconds: -90_000)
        world.use(try world.restart(runner: world.runner, at: back))
        world.world.now = back
        let signers = [GateWorld.lapsed, GateWorld.contact]
        #expect(try world.tell([try world.device(version: 2, by: signers)]) == ["clock"])
        // Words that only stop work are not kept away by a wrong clock.
        #expect(try world.tell([world.cancel(by: GateWorld.contact)]) == ["ok"])
        #expect(try world.store.deviceStatement()?.version == 1)
    }

    @Test func `a status is not judged by a clock before the floor`() throws {
        let world = try ServiceWorld()
        let back = world.world.now.adding(seconds: -90_000)
        let issued = world.world.now
        world.use(try world.restart(runner: world.runner, at: back))
        #expect(try world.tell([world.status(revoking: [GateWorld.technician], issued: issued)]) == ["clock"])
        world.use(try world.restart(runner: world.runner))
        #expect(try world.tell([world.status(revoking: [GateWorld.technician], issued: issued)]) == ["ok"])
    }

    @Test func `a clock before the floor brings no lapsed key back for words`() throws {
        let world = try ServiceWorld()
        let back = world.world.now.adding(seconds: -90_000)
        world.use(try world.restart(runner: world.runner, at: back))
        let leaves = [world.cancel(by: GateWorld.lapsed), world.denial(by: GateWorld.lapsed)]
        #expect(try world.tell(leaves) == ["signer-removed", "signer-removed"])
        world.use(try world.restart(runner: world.runner))
        #expect(try world.deliver() == "running")
    }

    @Test(arguments: [true, false])
    func `words raise the floor to when they were issued`(_ isCancel: Bool) throws {
        let world = try ServiceWorld()
        let first = try #require(try world.store.timeFloor())
        let later = first.adding(seconds: 250)
        func word(_ issued: Timestamp) -> [UInt8] {
            isCancel
                ? world.cancel(by: GateWorld.contact, issued: issued)
                : world.denial(by: GateWorld.contact, issued: issued)
        }
        #expect(try world.tell([word(later)]) == ["ok"])
        #expect(try world.store.timeFloor() == later)
        // One from the future counts, but moves nothing: it would outlast everything.
        #expect(try world.tell([word(world.world.now.adding(seconds: 301))]) == ["ok"])
        #expect(try world.store.timeFloor() == later)
    }

    @Test(arguments: [true, false])
    func `a fork latches whatever it came with, and without witnesses`(_ isEvidence: Bool) throws {
        let world = try ServiceWorld()
        #expect(try world.deliver() == "running")
        world.service.waitForRuns()
        let receipt = try world.proofOfReceipt(1)
        let leaves = try world.evidence([world.cancel(by: GateWorld.auditor)])
        let held = try #require(try world.store.checkpoint())
        let other = try world.log.note(world.log.checkpoint(size: held.size, root: Digest(sha256Of: "rewritten".utf8)))
        func ask(_ note: String) -> String {
            if isEvidence {
                var bent = leaves
                bent.proof.checkpoint = note
                return world.verdicts(of: world.ask(.evidence(bent))).joined()
            }
            var bent = receipt
            bent.proof.checkpoint = note
            return world.prove(bent)
        }
        // Signed by somebody else it is nothing.
        let stranger = GateWorld.noteSigner("countersign.example.net/acme", seed: "another key")
        let forged = try world.log.note(
            world.log.checkpoint(size: held.size, root: Digest(sha256Of: "rewritten".utf8)),
            by: stranger
        )
        #expect(ask(forged) == "checkpoint")
        #expect(try world.store.fork() == nil)
        #expect(ask(other) == "fork")
        #expect(try world.store.fork()?.first == held.note && world.store.fork()?.second == other)
        #expect(try world.deliver() == "fork")
    }

    @Test func `cosignatures that come with evidence raise the floor`() throws {
        let world = try ServiceWorld()
        let later = world.world.now.adding(seconds: 299)
        world.world.cosignatures = [.init(witness: GateWorld.witnesses[0], time: later)]
        #expect(try world.tell([world.cancel(by: GateWorld.auditor)]) == ["ok"])
        #expect(try world.store.timeFloor() == later)
    }

    @Test(arguments: [301, Int64.max - GateWorld.issued.seconds - 600])
    func `a witness whose clock runs ahead stops nothing once its clock is right`(_ seconds: Int64) throws {
        let world = try ServiceWorld()
        let right = world.world.cosignatures
        let floor = try world.store.timeFloor()
        world.world.cosignatures += [
            .init(witness: GateWorld.witnesses[1], time: world.world.now.adding(seconds: seconds))
        ]
        #expect(try world.deliver() == "clock")
        let leaves = [world.cancel(by: GateWorld.auditor), world.status(revoking: []), try world.device(version: 2)]
        #expect(try world.tell(leaves) == ["ok", "clock", "clock"])
        #expect(try world.store.timeFloor() == floor)
        world.world.cosignatures = right
        #expect(try world.tell([world.status(revoking: []), try world.device(version: 2)]) == ["ok", "ok"])
        #expect(try world.deliver() == "running")
        world.service.waitForRuns()
        world.world.cosignatures = [
            .init(witness: GateWorld.witnesses[1], time: world.world.now.adding(seconds: seconds))
        ]
        #expect(world.prove(try world.proofOfReceipt(1)) == "ok")
        #expect(try world.store.timeFloor()?.seconds(since: world.world.now) ?? .max <= 300)
    }

    @Test func `a root that asks for a status wants a recent one`() throws {
        let world = try ServiceWorld(isAdmitted: false) {
            $0.status = StatusPolicy(required: true, maximumAgeSeconds: 60)
        }
        #expect(try world.tell([try world.device(version: 1)]) == ["stale"])
        #expect(try world.tell([world.status(revoking: []), try world.device(version: 1)]) == ["ok", "ok"])
        #expect(try world.deliver() == "running")
        world.service.waitForRuns()
        world.use(try world.restart(runner: world.runner, at: world.world.now.adding(seconds: 61)))
        #expect(try world.deliver() == "stale")
    }

    @Test func `other kinds and broken leaves are no evidence`() throws {
        let world = try ServiceWorld()
        #expect(try world.tell([world.world.leaf, Array("{}".utf8)]) == ["unsupported", "statement"])
    }

    @Test(arguments: StoreKind.allCases)
    func `one signature in many entries is stored once, another person's beside it`(_ kind: StoreKind) throws {
        let folder = try TemporaryFolder()
        let world = try ServiceWorld(store: kind.make(in: folder))
        let now = world.world.now
        func again(_ leaf: [UInt8], _ seconds: Int64) -> [UInt8] {
            let time = now.adding(seconds: seconds)
            return Array(
                String(decoding: leaf, as: UTF8.self)
                    .replacing("\"at\":\"\(now.text)\"", with: "\"at\":\"\(time.text)\"").utf8
            )
        }
        let cancels = [GateWorld.auditor, GateWorld.contact].map { world.cancel(by: $0) }
        #expect(again(cancels[0], 1) != cancels[0])
        #expect(try world.tell((0..<3).flatMap { round in cancels.map { again($0, round) } }) == Self.thrice)
        #expect(try world.store.cancels(of: world.world.order.id).map(\.leaf) == cancels)
        let status = world.status(revoking: [])
        #expect(try world.tell((0..<3).map { again(status, $0) }) == ["ok", "ok", "ok"])
        #expect(try world.store.statuses(of: world.world.root.reference).map(\.leaf) == [status])
    }

    private static let thrice = [String](repeating: "ok", count: 6)

    @Test func `a message that names a leaf twice is malformed`() throws {
        let world = try ServiceWorld()
        var message = try world.evidence([world.cancel(by: GateWorld.contact)])
        message.leaves.append(message.leaves[0])
        #expect(world.verdicts(of: world.ask(.evidence(message))) == [])
        message.leaves.removeLast()
        #expect(world.verdicts(of: world.ask(.evidence(message))) == ["ok"])
    }

    @Test func `leaves that are not proven change nothing`() throws {
        let world = try ServiceWorld()
        let stored = try world.store.checkpoint()
        var evidence = try world.evidence([try world.device(version: 2, state: .retired)])
        evidence.leaves[0].inclusion[0][0] ^= 1
        #expect(world.verdicts(of: world.ask(.evidence(evidence))) == ["inclusion"])
        evidence.leaves = []
        #expect(world.verdicts(of: world.ask(.evidence(evidence))) == [])
        #expect(try world.store.checkpoint() == stored)
        #expect(try world.deliver() == "running")
    }

    @Test func `a cancel ends what runs, and its receipt says so`() throws {
        let world = try ServiceWorld(runner: ScriptedRunner(isHeld: true))
        #expect(try world.deliver() == "running")
        world.runner.waitUntilStarted()
        #expect(try world.tell([world.cancel(by: GateWorld.auditor)]) == ["ok"])
        #expect(!world.runner.state.wasStopped)
        #expect(try world.tell([world.cancel(by: GateWorld.contact)]) == ["ok"])
        world.service.waitForRuns()
        let receipt = try #require(try world.receipts().last)
        #expect(receipt.outcome == .cancelled && receipt.started != nil && receipt.rule != nil)
    }
}
