import ExecutorCore
import ExecutorHost
import Model
import SSHSIG
import TestSupport
import Testing
import TransparencyLog
import Trust

/// The file that makes an executor a client's.
@Suite struct EnrollerTests {
    private struct Parts {
        var root = RootDraft()
        var signers = [GateWorld.contact]
        var namespace = EntryKind.root
        var origin = GateWorld.logSigner
        var expecting: String?
        var now = GateWorld.issued
        var cosignatures: [WorldLog.Cosignature] = []

        var text: StatementText { root.value.rendered() }

        func check(_ bend: ([UInt8]) -> [UInt8] = { $0 }) throws -> Enroller.Checked {
            let checkpoint = try Checkpoint(origin: origin.verifierKey.name, size: 1, root: MerkleHash.leaf([1]))
            let file = EnrolmentFile(
                root: text,
                signatures: signers.map { $0.sign(text, for: namespace) },
                checkpoint: try WorldLog(signer: origin).note(checkpoint, cosigned: cosignatures),
                token: [UInt8](repeating: 5, count: 32)
            )
            return try Enroller.check(
                bend(file.rendered()),
                expecting: expecting,
                now: now,
                zones: TimeZoneFolder.system
            )
        }
    }

    @Test func `a good file is taken, by its digest where one is known`() throws {
        var parts = Parts()
        #expect(try parts.check().root.root == parts.root.value)
        parts.expecting = parts.text.sha256.hex
        let checked = try parts.check()
        #expect(checked.token.count == 32 && checked.checkpoint.size == 1)
        parts.expecting = Digest.zero.hex
        #expect(throws: Enroller.Fault.otherRoot(expected: Digest.zero.hex, found: parts.text.sha256.hex)) {
            try parts.check()
        }
    }

    @Test func `a root needs its own threshold, for this purpose`() {
        var parts = Parts()
        parts.signers = [GateWorld.technician]
        #expect(throws: Enroller.Fault.root(Refusal(.thresholdNew))) { try parts.check() }
        parts.signers = [GateWorld.contact]
        parts.namespace = .status
        #expect(throws: Enroller.Fault.root(Refusal(.thresholdNew))) { try parts.check() }
    }

    @Test func `a root past its date begins nothing`() {
        var parts = Parts()
        parts.now = parts.root.expires
        #expect(throws: Enroller.Fault.expired(parts.root.expires)) { try parts.check() }
    }

    @Test func `the checkpoint is of the root's own log`() {
        var parts = Parts()
        parts.origin = GateWorld.noteSigner("countersign.example.net/acme", seed: "another key")
        #expect(throws: Enroller.Fault.checkpoint) { try parts.check() }
        parts.origin = GateWorld.noteSigner("countersign.example.net/other", seed: "log")
        #expect(throws: Enroller.Fault.checkpoint) { try parts.check() }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `bent files are refused`(_ seed: UInt64) throws {
        let parts = Parts()
        var mutation = Mutation(seed: seed)
        for _ in 0..<100 {
            // Only white space and a token of the right length may differ in a file that is taken.
            guard let checked = try? parts.check({ mutation.bend($0) }) else { continue }
            #expect(checked.stored.statement == parts.text)
            #expect(checked.checkpoint.root == MerkleHash.leaf([1]))
        }
    }

    @Test func `the floor begins at the latest time that others have signed`() throws {
        var parts = Parts()
        #expect(try parts.check().floor == parts.root.issued)
        let seen = parts.root.issued.adding(seconds: 90)
        parts.cosignatures = [
            .init(witness: GateWorld.witnesses[0], time: seen),
            .init(witness: GateWorld.witnesses[1], time: seen.adding(seconds: -500)),
        ]
        #expect(try parts.check().floor == seen)
        parts.cosignatures.removeFirst()
        #expect(try parts.check().floor == parts.root.issued)
        parts.cosignatures[0] = .init(witness: GateWorld.witnesses[1], time: Timestamp(seconds: .max))
        #expect(try parts.check().floor == parts.root.issued)
    }

    @Test func `a device enrols once, and makes its keys' statement itself`() throws {
        let checked = try Parts().check()
        let store = MemoryExecutorStore()
        let sealing = try #require(SealingKey(scheme: .x25519, bytes: Digest(sha256Of: "sealing".utf8).bytes))
        let keys = (privateKey: [UInt8(1)], publicKey: sealing.text)
        let device = try Enroller.establish(checked, signer: GateWorld.receiptKey.signer, sealing: keys, in: store)
        #expect(device == GateWorld.device)
        #expect(throws: ExecutorStoreError.alreadyEnrolled) {
            try Enroller.establish(checked, signer: TestKey("new").signer, sealing: keys, in: store)
        }
        #expect(try store.timeFloor() == checked.root.root.issued)
        let identity = try #require(try store.identity())
        #expect(identity.device == device)

        let writer = EnrolmentWriter(identity: identity, root: checked.root.reference)
        let csr = Digest(sha256Of: "csr".utf8)
        let agent = TestKey("agent").publicKey
        let made = try #require(writer.statement(agentKey: agent, csrSha256: csr, issued: GateWorld.issued))
        guard case .enrolment(let enrolment) = try Statement.parse(made.text, as: .enrolment) else { return }
        #expect(enrolment.device == device && enrolment.agentKey == agent && enrolment.csrSha256 == csr)
        #expect(enrolment.tokenSha256 == Digest(sha256Of: [UInt8](repeating: 5, count: 32)))
        #expect(enrolment.rootSha256 == checked.root.sha256 && enrolment.sealingKey == sealing)
        #expect(
            writer.statement(agentKey: GateWorld.receiptKey.publicKey, csrSha256: csr, issued: GateWorld.issued) == nil
        )
        try store.confirmEnrolment()
        let confirmed = try #require(try store.identity())
        let late = EnrolmentWriter(identity: confirmed, root: checked.root.reference)
        #expect(late.statement(agentKey: agent, csrSha256: csr, issued: GateWorld.issued) == nil)
    }
}
