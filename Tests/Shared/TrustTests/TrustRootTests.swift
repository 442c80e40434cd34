import Model
import TestSupport
import Testing
import Trust

/// One root with every member, and what happens when one thing in it is wrong.
@Suite struct TrustRootTests {
    private static let zones = TestZones()

    private static var text: String {
        var scene = Scene()
        scene.policy = [
            PolicyRule(
                name: "emergency",
                kinds: [.script],
                groups: ["finance"],
                emergency: true,
                require: [Requirement(role: .contact, count: 1)],
                reviewSeconds: 86_400
            ),
            PolicyRule(
                name: "office",
                items: [.literal("printer.*")],
                hours: .test("Test/East", days: [1, 5], 540, 1_080),
                require: [Requirement(role: .technician, count: 2), Requirement(role: .contact, count: 1)],
                requesterCounts: false,
                userVerification: true,
                independentDisplay: true,
                maximumValiditySeconds: 14_400,
                ticketRequired: true,
                limits: RuleLimits(seconds: 60, outputBytes: 0)
            ),
        ]
        return scene.root.rendered().string
    }

    private func read(_ text: String) throws(Refusal) -> TrustRoot {
        guard case .root(let root) = try Statement.parse(StatementText(text), as: .root, zones: Self.zones) else {
            throw Refusal(.kind)
        }
        return root
    }

    @Test func `what is written reads back as the same`() throws {
        let root = try read(Self.text)
        #expect(root.rendered().string == Self.text)
        #expect(root.policy[1].slots == [.technician, .technician, .contact])
        #expect(root.webauthnOrigins.count == 2)
    }

    @Test(arguments: [
        ("\"rootThreshold\":1", "\"rootThreshold\":0", Reason.range, "rootThreshold"),
        ("\"rootThreshold\":1", "\"rootThreshold\":2", .threshold, "rootThreshold"),
        ("\"expires\":\"2027-08-31", "\"expires\":\"2028-09-02", .range, "expires"),
        ("\"expires\":\"2027-08-31", "\"expires\":\"2026-08-31", .order, "expires"),
        ("\"id\":\"t-two\"", "\"id\":\"t-one\"", .duplicate, "people[2]"),
        ("\"roles\":[\"contact\"]", "\"roles\":[\"boss\"]", .notListed, "people[3].roles[0]"),
        ("\"organisation\":\"provider\"", "\"organisation\":\"other\"", .notListed, "people[1].organisation"),
        ("\"quorum\":0", "\"quorum\":1", .range, "witnesses.quorum"),
        ("\"address\":\"c.example.net:7443\"", "\"address\":\"c.example.net\"", .format, "controllers[0].address"),
        (
            "\"address\":\"c.example.net:7443\"", "\"address\":\"c.example.net:65536\"", .format,
            "controllers[0].address"
        ),
        ("https://sign.acme.example\"", "https://sign.acme.example/\"", .format, "webauthnOrigins[0]"),
        ("\"kinds\":[\"script\"]", "\"kinds\":[\"session\"]", .unsupported, "policy[0].kinds[0]"),
        ("\"kinds\":[\"script\"]", "\"kinds\":[]", .empty, "policy[0].kinds"),
        ("\"kinds\":[\"script\"]", "\"signers\":[\"script\"]", .unknownMember, "policy[0].signers"),
        (",\"reviewSeconds\":86400", "", .missingMember, "policy[0].reviewSeconds"),
        ("\"emergency\":true", "\"emergency\":false", .unknownMember, "policy[0].reviewSeconds"),
        ("\"count\":2", "\"count\":8", .tooMany, "policy[1].require"),
        ("\"count\":2", "\"count\":0", .range, "policy[1].require[0].count"),
        ("Test/East", "Test/West", .zone, "policy[1].hours.zone"),
        ("\"to\":\"18:00\"", "\"to\":\"09:00\"", .order, "policy[1].hours.to"),
        ("printer.*", "printer.*x", .format, "policy[1].items[0]"),
        ("\"limits\":{\"seconds\":60,\"outputBytes\":0}", "\"limits\":{}", .empty, "policy[1].limits"),
        ("\"name\":\"office\"", "\"name\":\"emergency\"", .duplicate, "policy[1]"),
        ("\"requesterCounts\":false", "\"witnesses\":1", .range, "policy[1].witnesses"),
    ])
    func `one wrong thing refuses the document and is named`(
        part: String,
        replacement: String,
        reason: Reason,
        member: String
    ) throws {
        var changed = Self.text
        changed.replaceSubrange(try #require(changed.firstRange(of: part)), with: replacement)
        #expect(throws: Refusal(reason, member)) { try read(changed) }
    }

    @Test func `one key under two people refuses the document`() {
        let scene = Scene()
        let shared = scene.root(version: 1, people: scene.people + [scene.person("y", [.contact], [Scene.contact])])
        #expect(throws: Refusal(.keyShared, "people[7].keys[0].key")) { try read(shared.rendered().string) }
        let twice = scene.root(version: 1, people: [scene.person("y", [.root], [Scene.contact, Scene.contact])])
        #expect(throws: Refusal(.duplicate, "people[0].keys[1].key")) { try read(twice.rendered().string) }
    }
}
