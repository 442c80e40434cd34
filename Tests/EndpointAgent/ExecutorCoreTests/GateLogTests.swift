import ExecutorCore
import FoundationEssentials
import Model
import TestSupport
import Testing
import TransparencyLog
import Trust
import WireMessages

/// What the gate learns from checkpoints, and when it latches.
@Suite struct GateLogTests {
    /// The log signs a second history of the size that the device holds.
    private func forked(cosigned: Bool = true) throws -> BentDelivery {
        var delivery = try GateWorld().deliver()
        var other = WorldLog(signer: GateWorld.logSigner)
        for number in 0..<GateWorld.storedSize { other.append(Array("rewritten \(number)".utf8)) }
        let checkpoint = try other.checkpoint()
        let cosignature = WorldLog.Cosignature(witness: GateWorld.witnesses[0], time: delivery.now)
        delivery.wire.proof.checkpoint = try other.note(checkpoint, cosigned: cosigned ? [cosignature] : [])
        delivery.wire.proof.consistency = []
        return delivery
    }

    @Test func `two histories of one size latch, with both notes kept`() throws {
        let delivery = try forked()
        let verdict = try delivery.judge()
        guard case .fork(let evidence) = verdict.decision else {
            Issue.record("a fork was answered with \(String(describing: verdict.code))")
            return
        }
        #expect(evidence.first == delivery.state.checkpoint?.note)
        #expect(evidence.second == delivery.wire.proof.checkpoint)
        #expect(evidence.seen == delivery.now)
        #expect(verdict.advance == nil)
    }

    @Test(arguments: [true, false])
    func `a fork is one without witnesses too, and under a root past its date`(_ isExpired: Bool) throws {
        var delivery = try forked(cosigned: false)
        if isExpired { delivery.now = GateWorld().root.expires }
        let verdict = try delivery.judge()
        guard case .fork(let evidence) = verdict.decision else {
            Issue.record("a fork was answered with \(String(describing: verdict.code))")
            return
        }
        #expect(evidence.second == delivery.wire.proof.checkpoint)
    }

    @Test func `a fork is one in a note that no receipt could name`() throws {
        var delivery = try forked()
        let stored = try #require(delivery.state.checkpoint)
        let long = try delivery.log.checkpoint(
            size: stored.size,
            root: Digest(sha256Of: "rewritten".utf8),
            extensions: [String(repeating: "x", count: 20_000)]
        )
        delivery.wire.proof.checkpoint = try delivery.log.note(long)
        #expect(try delivery.judge().code == .fork)
        // Alone it is refused and nothing more.
        delivery.state.checkpoint = nil
        #expect(try delivery.judge().code == .checkpoint)
    }

    @Test func `another tree without the witnesses that the rule asks for latches nothing`() throws {
        var delivery = try GateWorld().deliver()
        var other = WorldLog(signer: GateWorld.logSigner)
        for number in 0..<delivery.log.size { other.append(Array("rewritten \(number)".utf8)) }
        // Larger than what is held: that it does not extend it cannot be shown, so it is an ordinary refusal.
        delivery.wire.proof.checkpoint = try other.note(other.checkpoint())
        #expect(try delivery.judge().code == .witness)
        let cosignature = WorldLog.Cosignature(witness: GateWorld.witnesses[0], time: delivery.now)
        delivery.wire.proof.checkpoint = try other.note(other.checkpoint(), cosigned: [cosignature])
        let verdict = try delivery.judge()
        guard case .refuse(.consistency, nil) = verdict.decision else {
            Issue.record("answered with \(String(describing: verdict.code))")
            return
        }
    }

    @Test func `a second history without the log's signature is no fork`() throws {
        var delivery = try forked()
        let line = try #require(delivery.wire.proof.checkpoint.split(separator: "\n").first { $0.contains("—") })
        let bent = line.dropLast(3) + (line.hasSuffix("A=") ? "B==" : "A==")
        delivery.wire.proof.checkpoint.replace(line, with: bent)
        let verdict = try delivery.judge()
        guard case .refuse(.checkpoint, nil) = verdict.decision else {
            Issue.record("answered with \(String(describing: verdict.code))")
            return
        }
    }

    @Test(arguments: 0..<3)
    func `a proof that fails never latches`(_ hash: Int) throws {
        var delivery = try GateWorld().deliver()
        try #require(hash < delivery.wire.proof.consistency.count)
        delivery.wire.proof.consistency[hash][7] ^= 4
        let verdict = try delivery.judge()
        guard case .refuse(.consistency, nil) = verdict.decision else {
            Issue.record("answered with \(String(describing: verdict.code))")
            return
        }
        #expect(verdict.advance == nil && verdict.floor == nil)
    }

    @Test func `the same tree again needs no consistency proof`() throws {
        var delivery = try GateWorld().deliver()
        let checkpoint = try delivery.log.checkpoint()
        delivery.state.checkpoint = StoredCheckpoint(
            origin: checkpoint.origin,
            size: checkpoint.size,
            root: checkpoint.root,
            note: "the same with another cosignature"
        )
        delivery.wire.proof.consistency = []
        let verdict = try delivery.judge()
        #expect(verdict.code == nil)
        #expect(verdict.advance?.note == delivery.wire.proof.checkpoint)
    }

    @Test func `a device without a checkpoint takes the first that proves something`() throws {
        var delivery = try GateWorld().deliver()
        delivery.state.checkpoint = nil
        delivery.wire.proof.consistency = []
        #expect(try delivery.judge().code == nil)
        delivery.wire.operation.inclusion[0][0] ^= 1
        let verdict = try delivery.judge()
        #expect(verdict.code == .inclusion && verdict.advance == nil)
    }

    @Test func `a device that holds the empty tree takes any`() throws {
        var delivery = try GateWorld().deliver()
        delivery.state.checkpoint = StoredCheckpoint(
            origin: GateWorld.logSigner.verifierKey.name,
            size: 0,
            root: MerkleHash.emptyRoot,
            note: "empty"
        )
        delivery.wire.proof.consistencyFrom = 0
        delivery.wire.proof.consistency = []
        #expect(try delivery.judge().code == nil)
    }

    @Test func `a checkpoint of the log before the last root binds nobody`() throws {
        var delivery = try GateWorld().deliver()
        delivery.state.checkpoint = StoredCheckpoint(origin: "old/log", size: 900, root: .zero, note: "old")
        #expect(try delivery.judge().code == nil)
    }

    @Test func `cosignatures raise the floor even where the order is refused`() throws {
        var world = GateWorld()
        world.approvals = []
        world.cosignatures = GateWorld.witnesses.enumerated().map { number, witness in
            .init(witness: witness, time: world.now.adding(seconds: Int64(number) * 100))
        }
        let verdict = try world.deliver().judge()
        #expect(verdict.code == .ruleUnmet)
        #expect(verdict.floor == world.now.adding(seconds: 100))
    }

    @Test(arguments: [(300, RefusalCode?.none), (301, .clock)] as [(Int64, RefusalCode?)])
    func `a witness's clock may stand five minutes ahead`(_ seconds: Int64, _ code: RefusalCode?) throws {
        var world = GateWorld()
        world.cosignatures = [.init(witness: GateWorld.witnesses[1], time: world.now.adding(seconds: seconds))]
        #expect(try world.deliver().judge().code == code)
    }

    @Test(arguments: [(3_600, RefusalCode?.none), (3_601, .stale)] as [(Int64, RefusalCode?)])
    func `the newest cosignature may be as old as the root says`(_ seconds: Int64, _ code: RefusalCode?) throws {
        var world = GateWorld()
        world.cosignatures = [
            .init(witness: GateWorld.witnesses[0], time: world.now.adding(seconds: -9_000)),
            .init(witness: GateWorld.witnesses[1], time: world.now.adding(seconds: -seconds)),
        ]
        #expect(try world.deliver().judge().code == code)
    }

    @Test func `one witness twice is one`() throws {
        var world = GateWorld()
        world.root.witnesses = WitnessPolicy(
            quorum: 2,
            maximumAgeSeconds: 3_600,
            list: world.root.witnesses.list
        )
        world.cosignatures = [
            .init(witness: GateWorld.witnesses[0], time: world.now),
            .init(witness: GateWorld.witnesses[0], time: world.now.adding(seconds: -1)),
        ]
        #expect(try world.deliver().judge().code == .witness)
        world.cosignatures[1] = .init(witness: GateWorld.witnesses[1], time: world.now)
        #expect(try world.deliver().judge().code == nil)
    }

    @Test func `where no witness is asked for none is needed`() throws {
        var world = GateWorld()
        world.root.witnesses = WitnessPolicy(quorum: 0, maximumAgeSeconds: 3_600, list: [])
        world.cosignatures = []
        #expect(try world.deliver().judge().code == nil)
    }
}
