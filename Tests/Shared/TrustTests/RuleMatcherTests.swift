import Model
import TestSupport
import Testing
import Trust

@Suite struct RuleMatcherTests {
    private let one = [Requirement(role: .technician, count: 1)]

    @Test func `the first rule decides although a later one would be met`() {
        var scene = Scene()
        scene.groups = [.literal("finance")]
        scene.policy = [
            PolicyRule(name: "finance", groups: ["finance"], require: [Requirement(role: .contact, count: 2)]),
            PolicyRule(name: "default", require: one),
        ]
        #expect(scene.verdict() == "rule-unmet")
        scene.groups = []
        #expect(scene.verdict() == "admitted by default")
    }

    @Test func `one common group is enough`() {
        var scene = Scene()
        scene.groups = [.literal("lab"), .literal("finance")]
        scene.policy = [PolicyRule(name: "finance", groups: ["servers", "finance"], require: one)]
        #expect(scene.verdict() == "admitted by finance")
    }

    @Test func `a condition that the action can't have doesn't match`() {
        var scene = Scene()
        scene.policy = [PolicyRule(name: "items", items: [.literal("*")], require: one)]
        #expect(scene.verdict() == "rule-none")
        scene.subject = RuleSubject(kind: .catalog, item: .literal("printer.restart"))
        #expect(scene.verdict() == "admitted by items")
    }

    @Test(arguments: [
        ("printer.*", "printer.restart", true), ("printer.*", "printers", false), ("printer.*", "printer.", true),
        ("printer", "printer", true), ("printer", "printer.restart", false), ("*", "anything", true),
    ])
    func `patterns match whole ids or prefixes`(pattern: String, item: String, matches: Bool) {
        #expect(ItemPattern.literal(pattern).matches(.literal(item)) == matches)
    }

    @Test(arguments: ["", "**", "a*b", "*a", "printer.**", "Printer.*", ".*"])
    func `nothing else is a pattern`(text: String) {
        #expect(ItemPattern(text) == nil)
    }

    @Test func `outside of its hours the next rule is asked`() {
        var scene = Scene()
        scene.policy = [
            PolicyRule(name: "office", hours: .test("Test/East", days: [3], 540, 1_080), require: one),
            PolicyRule(name: "later", require: [Requirement(role: .contact, count: 1)]),
        ]
        #expect(scene.verdict() == "admitted by office")
        scene.now = .literal("2026-11-25T12:00:00Z")
        #expect(scene.verdict() == "rule-unmet")
    }

    @Test func `hours in an unreadable zone don't let a laxer rule decide`() {
        var scene = Scene()
        scene.policy = [
            PolicyRule(name: "office", hours: .test("Gone/Away", days: [3], 540, 1_080), require: one),
            PolicyRule(name: "later", require: one),
        ]
        #expect(scene.verdict() == "rule-unmet")
    }

    @Test func `an emergency needs a rule for emergencies before all others`() {
        var scene = Scene()
        scene.subject = RuleSubject(kind: .script, emergency: true)
        let emergency = PolicyRule(name: "emergency", emergency: true, require: one, reviewSeconds: 60)
        let ordinary = PolicyRule(name: "ordinary", require: one)
        scene.policy = [ordinary, emergency]
        #expect(scene.verdict() == "rule-none")
        scene.policy = [emergency, ordinary]
        #expect(scene.verdict() == "admitted by emergency")
        scene.subject = RuleSubject(kind: .script)
        #expect(scene.verdict() == "admitted by ordinary")
    }
}

extension ItemPattern {
    static func literal(_ text: String) -> ItemPattern {
        guard let pattern = ItemPattern(text) else { preconditionFailure("\"\(text)\" is no pattern") }
        return pattern
    }
}
