import ExecutorCore
import Model
import TestSupport
import Testing
import TransparencyLog
import Trust

/// Whose signatures fill the slots of a rule, as the device counts them.
@Suite struct GateApprovalTests {
    private func rule(
        _ require: [(Role, Int)],
        requesterCounts: Bool = true,
        userVerification: Bool = false,
        independentDisplay: Bool = false
    ) -> PolicyRule {
        PolicyRule(
            name: .literal("rule"),
            require: require.map { Requirement(role: $0.0, count: $0.1) },
            requesterCounts: requesterCounts,
            userVerification: userVerification,
            independentDisplay: independentDisplay
        )
    }

    private func code(_ rule: PolicyRule, signers: [TestKey], approvals: [TestKey]) throws -> RefusalCode? {
        var world = GateWorld()
        world.root.policy = [rule]
        world.orderSigners = signers
        world.approvals = approvals.map { ApprovalDraft(signers: [$0]) }
        return try world.deliver().judge().code
    }

    @Test(arguments: [[Role.technician, .contact], [.contact, .technician]], [true, false])
    func `people with two roles stand where they are needed`(_ slots: [Role], _ bothFirst: Bool) throws {
        // Counting one role after the other would spend Mei on the first slot in one of these orders.
        let rule = rule(slots.map { ($0, 1) })
        for single in [GateWorld.technician, GateWorld.contact] {
            let people = bothFirst ? [GateWorld.both, single] : [single, GateWorld.both]
            #expect(try code(rule, signers: [people[0]], approvals: [people[1]]) == nil)
        }
        #expect(try code(rule, signers: [GateWorld.both], approvals: []) == .ruleUnmet)
    }

    @Test func `a person fills one slot, by however many keys`() throws {
        let rule = rule([(.technician, 2)])
        #expect(
            try code(rule, signers: [GateWorld.technician, GateWorld.spare], approvals: [GateWorld.spare]) == .ruleUnmet
        )
        #expect(try code(rule, signers: [GateWorld.technician], approvals: [GateWorld.otherTechnician]) == nil)
    }

    @Test func `a requester who does not count fills no slot by any key`() throws {
        let rule = rule([(.technician, 1), (.contact, 1)], requesterCounts: false)
        let requester = [GateWorld.technician]
        #expect(try code(rule, signers: requester, approvals: [GateWorld.contact]) == .ruleUnmet)
        #expect(try code(rule, signers: requester, approvals: [GateWorld.contact, GateWorld.technician]) == .ruleUnmet)
        #expect(try code(rule, signers: requester, approvals: [GateWorld.contact, GateWorld.spare]) == .ruleUnmet)
        #expect(try code(rule, signers: requester, approvals: [GateWorld.contact, GateWorld.otherTechnician]) == nil)
    }

    @Test(arguments: [
        BentApproval("of another operation") { $0.operation = .literal("019ab4c2-7d1e-7c3a-9f00-5a1d2b3c4d5f") },
        BentApproval("of another statement") { $0.statement = .zero },
        BentApproval("of another script") { $0.content = .zero },
        BentApproval("under a root that is not held") { $0.root = RootReference(version: 2, sha256: .zero) },
        BentApproval("that has run out") {
            $0.issued = GateWorld.issued.adding(seconds: -60)
            $0.expires = GateWorld().now
        },
        BentApproval("from the future") { $0.issued = GateWorld().now.adding(seconds: 301) },
        BentApproval("by a stranger") { $0.signers = [GateWorld.stranger] },
        BentApproval("by somebody removed") { $0.signers = [GateWorld.former] },
        BentApproval("by a key past its date") { $0.signers = [GateWorld.lapsed] },
        BentApproval("by an auditor") { $0.signers = [GateWorld.auditor] },
        BentApproval("by nobody") { $0.signers = [] },
    ])
    func `an approval that does not fit is not counted and does not veto`(_ bent: BentApproval) throws {
        var world = GateWorld()
        bent.bend(&world.approvals[0])
        #expect(try world.deliver().judge().code == .ruleUnmet)
        world.approvals.append(ApprovalDraft())
        #expect(try world.deliver().judge().code == nil)
    }

    @Test func `an approval by a revoked key is not counted and does not veto`() throws {
        var world = GateWorld()
        world.approvals = [ApprovalDraft(signers: [GateWorld.otherTechnician]), ApprovalDraft()]
        world.root.policy = [rule([(.technician, 2), (.contact, 1)])]
        world.revoke(GateWorld.otherTechnician)
        #expect(try world.deliver().judge().code == .ruleUnmet)
        world.approvals.append(ApprovalDraft(signers: [GateWorld.both]))
        #expect(try world.deliver().judge().code == nil)
    }

    @Test func `an approval under a root that was held counts`() throws {
        var world = GateWorld()
        let earlier = world.earlier[0]
        world.approvals[0].root = RootReference(version: earlier.version, sha256: earlier.rendered().sha256)
        #expect(try world.deliver().judge().code == nil)
    }

    @Test func `leaves beside the order that are no approvals count for nothing`() throws {
        var world = GateWorld()
        world.approvals = []
        var signedByContact = world
        signedByContact.orderSigners = [GateWorld.contact]
        world.approvalLeaves = [Array("nothing".utf8), signedByContact.leaf]
        #expect(try world.deliver().judge().code == .ruleUnmet)
    }
}

/// An approval with one thing wrong.
struct BentApproval: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bend: @Sendable (inout ApprovalDraft) -> Void

    init(_ name: String, _ bend: @escaping @Sendable (inout ApprovalDraft) -> Void) {
        testDescription = name
        self.bend = bend
    }
}
