import ExecutorCore
import Model
import TestSupport
import Testing
import TransparencyLog
import Trust

/// Passkeys: the page counts, for orders and approvals apart.
@Suite struct GatePasskeyTests {
    private static let page = "https://sign.acme.example"

    /// A world in which a technician orders by passkey.
    private func world(
        on page: String = page,
        listed: [String] = [page],
        rule: PolicyRule? = nil,
        userVerified: Bool = true
    ) throws -> GateWorld {
        let passkey = try PasskeySigner("zhao")
        var world = GateWorld()
        world.root.webauthnOrigins = listed
        world.root.people.append(
            Person(
                id: .literal("t-passkey"),
                name: "Zhao's passkey",
                organisation: .provider,
                roles: [.technician],
                keys: [PersonKey(key: passkey.publicKey)]
            )
        )
        if let rule { world.root.policy = [rule] }
        world.orderLeaf = RawLeaf.bytes(
            at: world.order.issued,
            statement: world.statement.string,
            signatures: [
                try passkey.sign(
                    world.statement,
                    namespace: "operation@countersign",
                    on: page,
                    userVerified: userVerified
                )
            ]
        )
        return world
    }

    private func rule(userVerification: Bool = false, independentDisplay: Bool = false) -> PolicyRule {
        PolicyRule(
            name: .literal("rule"),
            require: [Requirement(role: .technician, count: 1), Requirement(role: .contact, count: 1)],
            userVerification: userVerification,
            independentDisplay: independentDisplay
        )
    }

    @Test func `an order signed on a listed page is admitted`() throws {
        #expect(try world().deliver().judge().code == nil)
    }

    @Test(arguments: [[], ["https://other.acme.example"], ["https://sign.acme.example:443"]] as [[String]])
    func `an order signed on a page that is not listed has no valid signature`(_ listed: [String]) throws {
        let verdict = try world(listed: listed).deliver().judge()
        #expect(verdict.code == .signature)
        #expect(verdict.makesReceipt)
    }

    @Test func `an approval made on a page that is not listed is not counted`() throws {
        var world = GateWorld()
        let passkey = try PasskeySigner("li wei")
        world.root.people[0] = Person(
            id: .literal("p-lw"),
            name: "李伟",
            organisation: .client,
            roles: [.root, .contact],
            keys: [PersonKey(key: passkey.publicKey)]
        )
        for (listed, code) in [([], RefusalCode.ruleUnmet), ([Self.page], nil)] as [([String], RefusalCode?)] {
            world.root.webauthnOrigins = listed
            world.approvals = []
            let text = ApprovalDraft().value(world.operation, world.statement).rendered()
            world.approvalLeaves = [
                RawLeaf.bytes(
                    kind: "approval",
                    at: world.order.issued,
                    statement: text.string,
                    signatures: [try passkey.sign(text, namespace: "approval@countersign", on: Self.page)]
                )
            ]
            #expect(try world.deliver().judge().code == code)
        }
    }

    @Test func `a rule may ask for a verified user`() throws {
        let demanding = rule(userVerification: true)
        // The contact's key in a file verifies nobody.
        #expect(try world(rule: demanding).deliver().judge().code == .ruleUnmet)
        let technicianOnly = PolicyRule(
            name: .literal("rule"),
            require: [Requirement(role: .technician, count: 1)],
            userVerification: true
        )
        #expect(try world(rule: technicianOnly).deliver().judge().code == nil)
        #expect(try world(rule: technicianOnly, userVerified: false).deliver().judge().code == .ruleUnmet)
    }

    @Test func `a controller's own page is no independent display`() throws {
        let page = "https://c.example.net:8443"
        let independent = rule(independentDisplay: true)
        #expect(try world(on: page, listed: [page], rule: independent).deliver().judge().code == .ruleUnmet)
        #expect(try world(on: page, listed: [page], rule: rule()).deliver().judge().code == nil)
        #expect(try world(rule: independent).deliver().judge().code == nil)
    }
}
