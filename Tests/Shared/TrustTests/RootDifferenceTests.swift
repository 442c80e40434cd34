import Model
import TestSupport
import Testing
import Trust

@Suite struct RootDifferenceTests {
    @Test func `the same root has no difference`() {
        let scene = Scene()
        #expect(RootDifference(from: scene.root, to: scene.root(version: 4, people: scene.people)).lines.isEmpty)
    }

    @Test func `people who come, go and change are named`() {
        let scene = Scene()
        var people = scene.people.filter { $0.id != .literal("t-two") }
        people[1] = scene.person("t-one", [.technician, .root], [Scene.technician])
        people.append(scene.person("new", [.contact], [Scene.stranger], of: .client))
        let lines = RootDifference(from: scene.root, to: scene.root(version: 4, people: people)).lines
        #expect(
            lines == [
                "person t-two: removed",
                "person t-one: technician becomes technician, root",
                "person t-one: loses key \(Scene.spareTechnician.fingerprint)",
                "person new: added, client, contact",
            ]
        )
    }

    @Test func `an end for a key is a change`() {
        var ended = Scene()
        ended.technicianUntil = .literal("2026-12-01T00:00:00Z")
        let lines = RootDifference(from: Scene().root, to: ended.root).lines
        #expect(lines.first == "person t-one: key \(Scene.technician.fingerprint) ends at 2026-12-01T00:00:00Z")
        #expect(lines.count == 2)
    }

    @Test func `rules are compared with their order`() {
        var old = Scene()
        let one = [Requirement(role: .technician, count: 1)]
        old.policy = ["a", "b"].map { PolicyRule(name: $0, groups: ["g"], require: one) }
        var new = old
        new.policy = old.policy.reversed() + [PolicyRule(name: "c", require: one)]
        let lines = RootDifference(from: old.root, to: new.root).lines
        #expect(lines == ["rule c: added, for everything", "rules: stand in another order"])
    }
}
