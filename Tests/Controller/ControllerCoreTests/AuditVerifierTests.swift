import ControllerCore
import Model
import TestSupport
import Testing
import TransparencyLog
import Trust

@Suite struct AuditVerifierTests {
    private var log: LogScript
    private let operation: Operation
    private let leaf: UInt64

    init() throws {
        log = try LogScript()
        operation = log.operation()
        leaf = try log.order(operation)
    }

    @Test mutating func `a log by the rules is sound`() throws {
        try log.run(operation, leaf: leaf)
        let report = try log.audit()
        #expect(report.isSound)
        #expect(report.exitCode == 0)
        #expect(report.remarks.isEmpty)
        #expect(report.checked["runs"] == 1)
        #expect(report.checked["checkpoints"] == 5)
        #expect(report.count(.time) == 5)
        #expect(report.count(.noWitness) == 1)
    }

    @Test(arguments: 0..<5)
    mutating func `a flipped bit in any leaf is a finding`(_ index: Int) throws {
        try log.run(operation, leaf: leaf)
        for place in stride(from: 0, to: log.leaves[index].count, by: 97) {
            var leaves = log.leaves
            leaves[index][place] ^= 1
            #expect(try log.audit(leaves: leaves).exitCode == 1)
        }
    }

    @Test(arguments: 0..<5)
    mutating func `a dropped leaf is a finding`(_ index: Int) throws {
        try log.run(operation, leaf: leaf)
        var leaves = log.leaves
        leaves.remove(at: index)
        #expect(try log.audit(leaves: leaves).exitCode == 1)
    }

    @Test(arguments: 0..<4)
    mutating func `leaves in another order are a finding`(_ index: Int) throws {
        try log.run(operation, leaf: leaf)
        var leaves = log.leaves
        leaves.swapAt(index, index + 1)
        #expect(try log.audit(leaves: leaves).count(.checkpointRoot) > 0)
    }

    @Test func `a gap that the file shows is a finding`() throws {
        var verifier = try AuditVerifier(root: log.root.rendered().bytes, zones: log.zones)
        verifier.append(log.leaves[0])
        verifier.gap("entry 1 is missing")
        let report = verifier.finish()
        #expect(report.count(.gap) == 1)
        #expect(report.exitCode == 1)
    }

    @Test func `what is no root can't be audited by`() throws {
        #expect(throws: Refusal.self) { try AuditVerifier(root: Array("{}".utf8), zones: log.zones) }
    }

    // Checkpoints.

    @Test func `no checkpoint, or none over the last leaves, is a finding`() throws {
        #expect(try log.audit(checkpoints: []).words == [.checkpointMissing])
        let early = try log.checkpoint(size: 3)
        #expect(try log.audit(checkpoints: [(3, early)]).words == [.uncovered])
    }

    @Test func `a checkpoint by another key or over another tree is a finding`() throws {
        let stranger = try NoteSigner(name: log.fixtures.logOrigin, seed: log.fixtures.digest("stranger").bytes)
        let good = try log.checkpoint()
        let forged = try log.checkpoint(size: 3, signer: stranger)
        #expect(try log.audit(checkpoints: [(3, forged), (4, good)]).words == [.checkpoint])
        let other = try log.checkpoint(size: 3, root: log.fixtures.digest("other tree"))
        #expect(try log.audit(checkpoints: [(3, other), (4, good)]).words == [.checkpointRoot])
        #expect(try log.audit(checkpoints: [(2, try log.checkpoint(size: 3)), (4, good)]).words == [.checkpoint])
    }

    @Test func `lines kept beside a checkpoint have to hold if a root names the witness`() throws {
        let witness = try CosignatureSigner(name: "witness.example", seed: log.fixtures.digest("witness").bytes)
        let stranger = try CosignatureSigner(name: "other.example", seed: log.fixtures.digest("other").bytes)
        let known = try LogScript(witnesses: [witness.verifierKey])
        let note = try known.checkpoint()
        let text = try Checkpoint(text: SignedNote(note).text)
        let other = try Checkpoint(text: SignedNote(known.checkpoint(size: 2)).text)
        func audit(_ lines: [String]) throws -> AuditReport {
            var verifier = try AuditVerifier(root: known.root.rendered().bytes, zones: known.zones)
            for leaf in known.leaves { verifier.append(leaf) }
            verifier.checkpoint(size: known.tree.size, note: note, cosignatures: lines)
            return verifier.finish()
        }
        let good = try audit([witness.sign(text, time: 1_800_000_000), stranger.sign(other, time: 1_800_000_000)])
        #expect(good.isSound)
        #expect(good.checked["cosignatures"] == 1)
        #expect(try audit([witness.sign(other, time: 1_800_000_000)]).words == [.cosignature])
        #expect(try audit(["no line"]).words == [.cosignature])
    }

    @Test func `kept evidence counts if the log's key signed it over another tree`() throws {
        let stranger = try NoteSigner(name: log.fixtures.logOrigin, seed: log.fixtures.digest("stranger").bytes)
        let elsewhere = log.fixtures.digest("elsewhere")
        func audit(_ note: String) throws -> [AuditWord] {
            var verifier = try AuditVerifier(root: log.root.rendered().bytes, zones: log.zones)
            for leaf in log.leaves { verifier.append(leaf) }
            verifier.checkpoint(size: log.tree.size, note: try log.checkpoint())
            verifier.evidence(note)
            return verifier.finish().words
        }
        #expect(try audit(log.checkpoint(size: 2)) == [])
        #expect(try audit(log.checkpoint(size: 3, root: elsewhere)) == [.fork])
        #expect(try audit(log.checkpoint(size: 9, root: elsewhere)) == [.fork])
        #expect(try audit(log.checkpoint(size: 3, root: elsewhere, signer: stranger)) == [])
    }

    // Runs.

    @Test mutating func `a run under another rule than it says is a finding`() throws {
        try log.run(operation, leaf: leaf, rule: "finance")
        #expect(try log.audit().words == [.rule])
    }

    @Test mutating func `a run of what the signers could not order is a finding`() throws {
        let forged = log.operation(id: .literal("019ab4c2-7d1e-7c3a-9f00-5a1d2b3c4d60"))
        let place = try log.order(forged, signedBy: [log.outsider])
        try log.run(forged, leaf: place)
        let report = try log.audit()
        #expect(report.words == [.admission])
        #expect(report.remarks.first?.detail == "signer-unknown")
    }

    @Test mutating func `an order of a stranger that nobody ran is a shortfall`() throws {
        let forged = log.operation(id: .literal("019ab4c2-7d1e-7c3a-9f00-5a1d2b3c4d60"))
        let place = try log.order(forged, signedBy: [log.outsider])
        var refused = log
        let report = try log.audit()
        #expect(report.words == [.orderRefused])
        #expect(report.isSound)
        let receipt = log.receipt(for: forged, leaf: place, checkpoint: try log.checkpoint(), outcome: .refused)
        try refused.append(.receipt, receipt.rendered())
        #expect(try refused.audit().words == [.orderRefused])
    }

    @Test mutating func `a run without the second signature is a finding`() throws {
        try log.admit(version: 2, groups: ["finance"])
        try log.run(operation, leaf: leaf, rule: "finance")
        let report = try log.audit()
        #expect(report.words == [.admission])
        #expect(report.remarks.first?.detail == "rule-unmet")
    }

    @Test mutating func `an approval above the checkpoint does not count`() throws {
        try log.admit(version: 2, groups: ["finance"])
        let checkpoint = try log.checkpoint()
        let approval = Approval(
            tenant: operation.tenant,
            root: operation.root,
            operation: operation.id,
            statementSha256: operation.rendered().sha256,
            scriptSha256: operation.action.contentSha256,
            issued: operation.issued,
            expires: operation.expires
        )
        try log.append(.approval, approval.rendered())
        var late = log
        try late.run(operation, leaf: leaf, checkpoint: checkpoint, rule: "finance")
        #expect(try late.audit().words == [.admission])
        try log.run(operation, leaf: leaf, rule: "finance")
        #expect(try log.audit().isSound)
    }

    @Test mutating func `groups are those of the statement that the device had seen`() throws {
        let checkpoint = try log.checkpoint()
        try log.admit(version: 2, groups: ["finance"])
        try log.run(operation, leaf: leaf, checkpoint: checkpoint)
        #expect(try log.audit().isSound)
    }

    @Test mutating func `a run on a quarantined device is a finding`() throws {
        try log.admit(version: 2, state: .quarantined, groups: ["desktops"])
        try log.run(operation, leaf: leaf)
        #expect(try log.audit().remarks.map(\.detail) == ["quarantined"])
    }

    @Test mutating func `a run after a denial is a finding, shown to the device or not`() throws {
        let before = try log.checkpoint()
        try log.append(.denial, log.fixtures.denial(of: operation).rendered())
        var withheld = log
        let admitted = log.time.adding(seconds: 60)
        try withheld.run(operation, leaf: leaf, checkpoint: before, admitted: admitted)
        #expect(try withheld.audit().words == [.runAfterDenial])
        try log.run(operation, leaf: leaf, admitted: admitted)
        #expect(try log.audit().words == [.runAfterDenial])
    }

    @Test mutating func `a denial that came after the run is none`() throws {
        let before = try log.checkpoint()
        let admitted = log.time.adding(seconds: 5)
        try log.append(.denial, log.fixtures.denial(of: operation).rendered(), at: admitted.adding(seconds: 1))
        try log.run(operation, leaf: leaf, checkpoint: before, admitted: admitted)
        #expect(try log.audit().isSound)
    }

    @Test mutating func `a denial by a stranger stops nothing`() throws {
        try log.append(.denial, log.fixtures.denial(of: operation).rendered(), signedBy: [log.outsider])
        try log.run(operation, leaf: leaf)
        #expect(try log.audit().words == [.signerNotCounted])
    }

    @Test mutating func `a run after a cancel is a finding`() throws {
        try log.append(.cancel, log.fixtures.cancel(of: operation).rendered())
        try log.run(operation, leaf: leaf)
        #expect(try log.audit().words == [.runAfterCancel])
    }

    @Test mutating func `a run by a device that is no target is a finding`() throws {
        let second = TestKey("second device")
        try log.append(.enrolment, log.enrolment(of: second).rendered(), signedBy: [second])
        try log.admit(version: 1, groups: ["desktops"], device: second.deviceID)
        let receipt = log.receipt(for: operation, leaf: leaf, checkpoint: try log.checkpoint(), key: second)
        try log.append(.receipt, receipt.rendered(), signedBy: [second])
        #expect(try log.audit().words == [.target])
    }

    @Test mutating func `a receipt names the leaf of its operation`() throws {
        try log.run(operation, leaf: 2)
        #expect(try log.audit().words == [.leafIndex])
    }

    @Test mutating func `a receipt of an unknown root is a finding`() throws {
        let strange = RootReference(version: 1, sha256: log.fixtures.digest("root"))
        let receipt = log.receipt(for: operation, leaf: leaf, checkpoint: try log.checkpoint(), root: strange)
        try log.append(.receipt, receipt.rendered())
        #expect(try log.audit().words == [.rootUnknown])
    }

    @Test mutating func `the checkpoint in a receipt is of this log, of its tree, over the operation`() throws {
        var forged = log
        let stranger = try NoteSigner(name: log.fixtures.logOrigin, seed: log.fixtures.digest("stranger").bytes)
        try forged.run(operation, leaf: leaf, checkpoint: try log.checkpoint(signer: stranger))
        #expect(try forged.audit().words == [.receiptCheckpoint])
        var forked = log
        try forked.run(operation, leaf: leaf, checkpoint: try log.checkpoint(root: log.fixtures.digest("fork")))
        #expect(try forked.audit().words == [.fork])
        try log.run(operation, leaf: leaf, checkpoint: try log.checkpoint(size: 3))
        #expect(try log.audit().words == [.inclusion])
    }

    @Test mutating func `a hidden receipt leaves a hole`() throws {
        let receipt = log.receipt(
            for: operation,
            leaf: leaf,
            checkpoint: try log.checkpoint(),
            sequence: 2,
            previous: log.fixtures.digest("hidden")
        )
        try log.append(.receipt, receipt.rendered())
        #expect(try log.audit().words == [.receiptChain])
    }

    @Test mutating func `after a hole the chain goes on, so that one hole is one finding`() throws {
        let hole = log.receipt(
            for: operation,
            leaf: leaf,
            checkpoint: try log.checkpoint(),
            sequence: 2,
            previous: log.fixtures.digest("hidden")
        )
        let place = try log.append(.receipt, hole.rendered())
        let second = log.operation(id: .literal("019ab4c2-7d1e-7c3a-9f00-5a1d2b3c4d60"))
        let next = log.receipt(
            for: second,
            leaf: try log.order(second),
            checkpoint: try log.checkpoint(),
            sequence: 3,
            previous: hole.rendered().sha256
        )
        try log.append(.receipt, next.rendered())
        #expect(try log.audit().remarks.map(\.index) == [place])
    }

    @Test mutating func `a second receipt for an order is one finding`() throws {
        try log.run(operation, leaf: leaf)
        let first = try #require(log.history.devices[log.fixtures.device]?.lastReceipt)
        let again = log.receipt(
            for: operation,
            leaf: leaf,
            checkpoint: try log.checkpoint(),
            sequence: 2,
            previous: first
        )
        try log.append(.receipt, again.rendered())
        #expect(try log.audit().words == [.receiptChain])
    }

    @Test mutating func `a cancel that the device was not shown is a shortfall`() throws {
        let before = try log.checkpoint()
        try log.append(.cancel, log.fixtures.cancel(of: operation).rendered())
        try log.run(operation, leaf: leaf, checkpoint: before, admitted: log.time.adding(seconds: 60))
        let report = try log.audit()
        #expect(report.words == [.cancelUnseen])
        #expect(report.isSound)
    }

    @Test mutating func `a stranger's denial does not answer an order`() throws {
        let denial = log.fixtures.denial(of: operation).rendered()
        try log.append(.denial, denial, signedBy: [log.outsider])
        try log.append(.access, log.fixtures.access().rendered(), at: log.fixtures.expires)
        #expect(try log.audit().words == [.signerNotCounted, .unanswered])
    }

    @Test mutating func `an order past its end without receipt is a shortfall`() throws {
        try log.append(.access, log.fixtures.access().rendered(), at: log.fixtures.expires)
        let report = try log.audit()
        #expect(report.words == [.unanswered])
        #expect(report.isSound)
        #expect(report.count(.access) == 1)
    }

    // Who may say what.

    @Test(arguments: [EntryKind.publish, .release])
    func `an item or release outside its rule is a finding, and one by it is none`(_ kind: EntryKind) throws {
        let content = kind == .publish ? log.fixtures.item().rendered() : log.fixtures.release().rendered()
        let rule = PolicyRule(
            name: .literal("publications"),
            kinds: [.publish, .release],
            require: [Requirement(role: .contact, count: 1)]
        )
        var ruled = try LogScript(policy: LogScript.policy + [rule])
        try ruled.append(kind, content, at: log.fixtures.issued)
        #expect(try ruled.audit().words == [])
        let index = try ruled.append(kind, content, signedBy: [log.fixtures.technician])
        let report = try ruled.audit()
        #expect(report.words == [.publication])
        #expect(report.remarks.map(\.index) == [index])
        var unruled = log
        try unruled.append(kind, content)
        #expect(try unruled.audit().remarks.map(\.detail) == ["rule-none"])
    }

    @Test mutating func `a device enrolled under a root that the log does not hold is a finding`() throws {
        let key = TestKey("second device")
        let own = log.enrolment(of: key)
        let strange = Enrolment(
            tenant: own.tenant,
            device: own.device,
            receiptKey: own.receiptKey,
            agentKey: own.agentKey,
            sealingKey: own.sealingKey,
            csrSha256: own.csrSha256,
            tokenSha256: own.tokenSha256,
            rootSha256: log.fixtures.digest("another root"),
            issued: own.issued
        )
        try log.append(.enrolment, strange.rendered(), signedBy: [key])
        #expect(try log.audit().words == [.enrolmentRoot])
    }

    @Test mutating func `a device statement outside its rule is a finding and admits nothing`() throws {
        let index = try log.admit(version: 2, groups: ["servers"], signedBy: [log.fixtures.technician])
        let report = try log.audit()
        #expect(report.words == [.deviceStatement])
        #expect(report.remarks.map(\.index) == [index])
        #expect(log.history.devices[log.fixtures.device]?.current?.row.version == 1)
    }

    @Test mutating func `a root that its predecessor's people did not sign is a finding`() throws {
        let next = log.fixtures.root(version: 2, policy: LogScript.policy)
        try log.append(.root, next.rendered(), signedBy: [log.fixtures.technician])
        #expect(try log.audit().words == [.rootChain])
    }

    @Test mutating func `a trusted root has to be in the log, and older ones vouch for themselves`() throws {
        let next = log.fixtures.root(version: 2, policy: LogScript.policy)
        #expect(try log.audit(root: next).words == [.rootPinned])
        try log.append(.root, next.rendered())
        #expect(try log.audit(root: next).words == [.rootOlder])
        #expect(try log.audit(root: next).isSound)
    }

    @Test mutating func `an operation's id stands once`() throws {
        try log.order(log.operation(expires: log.fixtures.expires.adding(seconds: 1)))
        #expect(try log.audit().words == [.operationID])
    }

    @Test mutating func `times that go back are a finding`() throws {
        try log.append(.access, log.fixtures.access().rendered(), at: log.fixtures.issued.adding(seconds: -3_000))
        #expect(try log.audit().words == [.timeOrder])
    }

    @Test mutating func `a wrong time says nothing against the rest of an entry`() throws {
        let key = TestKey("second device")
        let early = log.fixtures.issued.adding(seconds: -3_000)
        try log.append(.enrolment, log.enrolment(of: key).rendered(), signedBy: [key], at: early)
        log.time = log.fixtures.issued.adding(seconds: 20)
        try log.admit(version: 1, groups: ["desktops"], device: key.deviceID)
        #expect(try log.audit().words == [.timeOrder])
    }

    // The report.

    @Test(arguments: AuditWord.allCases)
    func `every word is explained in both languages`(_ word: AuditWord) {
        #expect(word.text(.english).utf8.allSatisfy { $0 < 0x80 })
        #expect(word.text(.chinese).unicodeScalars.contains { $0.value >= 0x4E00 })
    }

    @Test mutating func `the report names verdict, word and leaf`() throws {
        try log.run(operation, leaf: leaf, rule: "finance")
        let english = try log.audit().lines(.english)
        #expect(english.first == "1 findings")
        #expect(english.contains("finding rule × 1: it ran under another rule than the receipt says"))
        #expect(english.contains("  leaf 4  rule everyday decides"))
        #expect(try log.audit().lines(.chinese).first == "发现 1 处问题")
    }

    @Test func `a hostile leaf puts no text of its own into the report`() throws {
        var leaves = log.leaves
        leaves.append(Array("{\"type\":\"countersign/entry/v1\",\"\u{1B}[2Jevil\":1}".utf8))
        leaves.append(Array("{\"type\":\"countersign/entry/v1\",\"sound; 0 findings\":1}".utf8))
        let lines = try log.audit(leaves: leaves).lines(.english)
        #expect(lines.allSatisfy { !$0.contains("evil") && !$0.contains("0 findings") })
    }

    @Test func `history reads the same from leaves as from entries`() throws {
        var history = TenantHistory(tenant: log.fixtures.tenant, zones: log.zones)
        #expect(history.append(leaves: log.leaves + [[1, 2, 3]]) == [4])
        #expect(history.size == 5)
        #expect(history.operations == log.history.operations)
        #expect(history.devices == log.history.devices)
    }
}

extension LogScript {
    /// Logs a run of an operation, seen by the device under a checkpoint.
    mutating func run(
        _ operation: Operation,
        leaf: UInt64,
        checkpoint: String? = nil,
        rule: String = "everyday",
        admitted: Timestamp? = nil
    ) throws {
        let receipt = receipt(
            for: operation,
            leaf: leaf,
            checkpoint: try checkpoint ?? self.checkpoint(),
            rule: rule,
            admitted: admitted
        )
        try append(.receipt, receipt.rendered(), at: max(time.adding(seconds: 1), admitted ?? time))
    }

    /// Checks the log, with a checkpoint for each leaf unless told otherwise.
    func audit(
        root trusted: TrustRoot? = nil,
        leaves: [[UInt8]]? = nil,
        checkpoints: [(UInt64, String)]? = nil
    ) throws -> AuditReport {
        var verifier = try AuditVerifier(root: (trusted ?? root).rendered().bytes, zones: zones)
        for leaf in leaves ?? self.leaves { verifier.append(leaf) }
        let notes = try checkpoints ?? (1...tree.size).map { ($0, try checkpoint(size: $0)) }
        for (size, note) in notes { verifier.checkpoint(size: size, note: note) }
        return verifier.finish()
    }
}

extension AuditReport {
    /// The words of findings and shortfalls, in order.
    var words: [AuditWord] { remarks.map(\.word) }
}
