import Model
import TestSupport
import Testing
import Trust

@Suite struct DeviceRowPolicyTests {
    private func judge(
        _ groups: [String],
        version: UInt64 = 2,
        held: DeviceStanding?,
        by keys: [TestKey],
        name: String = "pc",
        state: DeviceState = .active
    ) -> String {
        var scene = Scene()
        scene.policy = [
            PolicyRule(
                name: "finance",
                kinds: [.device],
                groups: ["finance"],
                require: [Requirement(role: .contact, count: 1)],
                requesterCounts: false,
                ticketRequired: true
            ),
            PolicyRule(name: "others", kinds: [.device], require: [Requirement(role: .technician, count: 1)]),
        ]
        let row = DeviceRow(
            device: scene.fixtures.device,
            version: version,
            state: state,
            name: name,
            groups: groups.map { .literal($0) }
        )
        let verdict = DeviceRowPolicy.judge(
            row,
            held: held,
            signatures: keys.map { SignerFact(key: $0.fingerprint) },
            witnesses: nil,
            trust: scene.trust,
            now: scene.now,
            zones: scene.zones
        )
        return switch verdict {
        case .accepted(let rule): "accepted by \(rule.name)"
        case .refused(let code): code.rawValue
        case .known: "known"
        case .outdated: "outdated"
        case .conflicting: "conflicting"
        }
    }

    private let inFinance = DeviceStanding(state: .active, version: 1, name: "pc", groups: [.literal("finance")])

    @Test func `a new device needs the rule of its groups`() {
        #expect(judge([], held: nil, by: [Scene.technician]) == "accepted by others")
        #expect(judge(["finance"], held: nil, by: [Scene.technician]) == "rule-unmet")
        #expect(judge(["finance"], held: nil, by: [Scene.contact]) == "accepted by finance")
    }

    @Test func `nobody leaves a group without its rule`() {
        #expect(judge([], held: inFinance, by: [Scene.technician]) == "rule-unmet")
        #expect(judge([], held: inFinance, by: [Scene.contact]) == "accepted by finance")
    }

    @Test func `lower and equal versions change nothing`() {
        #expect(judge(["finance"], version: 1, held: inFinance, by: [Scene.contact]) == "known")
        #expect(judge([], version: 1, held: inFinance, by: [Scene.contact]) == "conflicting")
        #expect(judge(["finance"], version: 1, held: inFinance, by: [], state: .retired) == "conflicting")
        let newer = DeviceStanding(state: .active, version: 3, name: "pc", groups: [])
        #expect(judge(["finance"], version: 2, held: newer, by: [Scene.contact]) == "outdated")
    }

    @Test func `names in other bytes are other names`() {
        let composed = DeviceStanding(state: .active, version: 1, name: "caf\u{E9}", groups: [])
        #expect(judge([], version: 1, held: composed, by: [], name: "cafe\u{301}") == "conflicting")
    }

    @Test func `publications are judged by their own kind of rule`() {
        var scene = Scene()
        scene.policy = [
            PolicyRule(
                name: "publish",
                kinds: [.publish],
                items: [.literal("printer.*")],
                require: [Requirement(role: .contact, count: 1)]
            )
        ]
        func judge(_ key: TestKey) -> LeafPolicy.Verdict {
            PublicationPolicy.judge(
                scene.fixtures.item(),
                signatures: [SignerFact(key: key.fingerprint)],
                witnesses: nil,
                trust: scene.trust,
                now: scene.now,
                zones: scene.zones
            )
        }
        #expect(judge(Scene.contact) == .accepted(rule: scene.policy[0]))
        #expect(judge(Scene.technician) == .refused(.ruleUnmet))
        let release = PublicationPolicy.judge(
            scene.fixtures.release(),
            signatures: [SignerFact(key: Scene.contact.fingerprint)],
            witnesses: nil,
            trust: scene.trust,
            now: scene.now,
            zones: scene.zones
        )
        #expect(release == .refused(.ruleNone))
    }
}
