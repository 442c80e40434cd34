import Model
import TestSupport
import Testing
import Trust

@Suite struct TrustExplainTests {
    private var scene: Scene {
        var scene = Scene()
        scene.policy = [
            PolicyRule(name: "vault", groups: ["vault"], require: [Requirement(role: .approver, count: 1)]),
            PolicyRule(
                name: "pair",
                groups: ["finance"],
                require: [Requirement(role: .technician, count: 1), Requirement(role: .contact, count: 1)]
            ),
            PolicyRule(
                name: "others",
                groups: ["servers"],
                require: [Requirement(role: .technician, count: 3)],
                requesterCounts: false
            ),
            PolicyRule(name: "single", require: [Requirement(role: .technician, count: 1)]),
        ]
        return scene
    }

    private func explain(_ groups: [String], _ scene: Scene) -> TrustExplain.Answer {
        TrustExplain.explain(
            RuleSubject(kind: .script),
            groups: Set(groups.map { .literal($0) }),
            trust: scene.trust,
            now: scene.now,
            zones: scene.zones
        )
    }

    @Test func `the deciding rule comes with who can sign today`() throws {
        let answer = explain(["finance"], scene)
        let reach = try #require(answer.reach)
        #expect(reach.rule.name == .literal("pair"))
        #expect(reach.slots[0].people == [.literal("t-one"), .literal("t-two"), .literal("x-both")])
        #expect(reach.slots[1].people == [.literal("c-one"), .literal("x-both")])
        #expect(reach.canBeMet)
        #expect(reach.alone.isEmpty)
        #expect(reach.organisations == [.client])
        #expect(answer.lines.contains("rule pair: groups finance"))
    }

    @Test func `revoked people can't sign today`() throws {
        var scene = scene
        scene.statuses = [scene.status(revoking: [Scene.contact, Scene.both])]
        let reach = try #require(explain(["finance"], scene).reach)
        #expect(!reach.canBeMet)
        #expect(reach.lacking == [.contact])
    }

    @Test func `a rule for which nobody holds the role can't be met`() throws {
        let reach = try #require(explain(["vault"], scene).reach)
        #expect(!reach.canBeMet)
        #expect(reach.lines.contains("  can't be met today: lacking approver"))
    }

    @Test func `where the requester doesn't count somebody else must ask`() throws {
        // Three technicians; a fourth person with any key asks.
        let reach = try #require(explain(["servers"], scene).reach)
        #expect(reach.canBeMet)
        #expect(reach.organisations.isEmpty)
    }

    @Test func `who can do what is told rule by rule`() {
        let reaches = TrustExplain.whoCan(scene.trust, now: scene.now)
        #expect(reaches.map(\.rule.name.text) == ["vault", "pair", "others", "single"])
        #expect(reaches[3].alone == [.literal("t-one"), .literal("t-two"), .literal("x-both")])
        #expect(TrustExplain.rules(open: .literal("c-one"), in: reaches).map(\.rule.name.text) == ["pair"])
    }

    @Test func `without a rule the answer is a refusal`() {
        var scene = scene
        scene.policy.removeLast()
        let answer = explain([], scene)
        #expect(answer.refusal == .ruleNone)
        #expect(answer.lines.last == "no rule matches: refused")
    }

    @Test func `it is told who changes the root alone and whether the provider can`() {
        let scene = Scene()
        let one = RootAuthority(scene.root)
        #expect(one.alone == [.literal("owner")])
        #expect(!one.canAct(alone: .provider))
        #expect(one.canAct(alone: .client))
        #expect(!one.withoutWitness.isEmpty)
        let provider = scene.root(version: 1, people: [scene.person("p", [.root], [Scene.technician])])
        #expect(RootAuthority(provider).canAct(alone: .provider))
    }

    @Test func `the end of a root is announced ninety days before`() {
        let root = Scene().root
        #expect(RootExpiry.daysLeft(root, now: root.expires.adding(seconds: -91 * 86_400)) == nil)
        #expect(RootExpiry.daysLeft(root, now: root.expires.adding(seconds: -30 * 86_400)) == 30)
        #expect(RootExpiry.daysLeft(root, now: root.expires.adding(seconds: 1)) == 0)
    }

    @Test func `zones that old systems lack are named`() {
        #expect(YoungTimeZone.year(of: .literal("Europe/Kyiv")) == 2022)
        #expect(YoungTimeZone.year(of: .literal("Asia/Shanghai")) == nil)
        var scene = Scene()
        scene.policy = [
            PolicyRule(
                name: "hours",
                hours: .test("Europe/Kyiv", days: [1], 0, 60),
                require: [Requirement(role: .technician, count: 1)]
            )
        ]
        #expect(YoungTimeZone.zones(in: scene.root) == [.literal("Europe/Kyiv")])
    }
}
