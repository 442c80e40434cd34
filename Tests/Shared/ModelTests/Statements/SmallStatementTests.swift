import Model
import SSHSIG
import TestSupport
import Testing

@Suite struct SmallStatementTests {
    private let fixtures = StatementFixtures()

    private func refused(_ text: StatementText, _ passage: String, _ other: String) -> Refusal? {
        refusal { () throws(Refusal) in _ = try Statement.parse(edited(text, passage, other)) }
    }

    @Test func `an enrolment's id belongs to its receipt key`() {
        let text = fixtures.enrolment().rendered()
        let other = TestKey("other").deviceID
        #expect(refused(text, fixtures.device.text, other.text) == Refusal(.deviceID, "device"))
    }

    @Test func `receipt key and agent key differ and are bare Ed25519 keys`() throws {
        let text = fixtures.enrolment().rendered()
        let agent = fixtures.agentKey.publicKey.line
        #expect(refused(text, agent, fixtures.receiptKey.publicKey.line) == Refusal(.keyShared, "agentKey"))
        #expect(refused(text, agent, "\(agent) me@home") == Refusal(.keyMalformed, "agentKey"))
        let ecdsa = try SSHKeygen().makeKey(type: "ecdsa").publicKey.line
        #expect(refused(text, agent, ecdsa) == Refusal(.keyType, "agentKey"))
    }

    @Test func `a sealing key has the length of its scheme`() throws {
        let text = fixtures.enrolment().rendered()
        #expect(refused(text, "x25519 ", "xwing ") == Refusal(.keyMalformed, "sealingKey"))
        let wide = try #require(SealingKey(scheme: .xwing, bytes: [UInt8](repeating: 1, count: 1_216)))
        #expect(refused(text, fixtures.sealingKey.text, wide.text) == nil)
        #expect(SealingKey(scheme: .x25519, bytes: [1]) == nil)
    }

    @Test func `a device stands once in a statement and replaces another one`() {
        let row = DeviceRow(device: fixtures.device, version: 1, state: .active, name: "pc", groups: [])
        let twice = DeviceStatement(
            tenant: fixtures.tenant,
            root: fixtures.rootReference,
            issued: fixtures.issued,
            devices: [row, row]
        )
        #expect(refused(twice.rendered(), "", "") == Refusal(.duplicate, "devices[1]"))
        let text = fixtures.deviceStatement().rendered()
        let itself = #""groups":["finance"],"replaces":"\#(fixtures.device)""#
        #expect(refused(text, #""groups":["finance"]"#, itself) == Refusal(.duplicate, "devices[0].replaces"))
        let double = #""groups":["finance","finance"]"#
        #expect(refused(text, #""groups":["finance"]"#, double) == Refusal(.duplicate, "devices[0].groups[1]"))
    }

    @Test func `free text has at most 200 scalars`() {
        let text = fixtures.deviceStatement().rendered()
        let most = String(repeating: "e\u{301}", count: 100)
        #expect(refused(text, "finance-pc-3", most) == nil)
        #expect(refused(text, "finance-pc-3", most + "x") == Refusal(.tooLong, "devices[0].name"))
    }

    @Test func `a sign-in lasts two minutes at most and names an origin`() {
        let text = fixtures.login().rendered()
        #expect(refused(text, "21:02:00Z", "21:02:01Z") == Refusal(.range, "expires"))
        #expect(refused(text, "21:02:00Z", "21:00:00Z") == Refusal(.order, "expires"))
        #expect(refused(text, "https://", "http://") == Refusal(.format, "origin"))
    }

    @Test func `an item's parameter has the members of its type`() {
        let text = fixtures.item().rendered()
        let path = "parameters[0]."
        #expect(refused(text, #""min":1"#, #""min":10"#) == Refusal(.order, path + "max"))
        #expect(refused(text, #""min":1"#, #""pattern":"x""#) == Refusal(.unknownMember, path + "pattern"))
        #expect(refused(text, #","values":["upper","lower"]"#, "") == Refusal(.missingMember, "parameters[1].values"))
        #expect(refused(text, #""name":"tray""#, #""name":"copies""#) == Refusal(.duplicate, "parameters[1]"))
        #expect(refused(text, #""copies""#, #""Copies""#) == Refusal(.name, path + "name"))
    }

    @Test func `an item has a phase`() {
        let text = Item(
            tenant: fixtures.tenant,
            item: .literal("empty"),
            version: 1,
            title: LocalizedText(en: "a", zh: "b"),
            description: LocalizedText(en: "a", zh: "b"),
            risk: .low,
            os: [.literal("debian")],
            parameters: [],
            limits: fixtures.limits,
            phases: ItemPhases(),
            files: [],
            issued: fixtures.issued
        ).rendered()
        #expect(refused(text, "", "") == Refusal(.empty, "phases"))
    }

    @Test func `a salted digest knows its blob`() {
        let digest = SaltedDigest.make(salt: fixtures.salt, content: [1, 2])
        #expect(digest.bytes == 2)
        #expect(digest.matches(blob: fixtures.salt + [1, 2]))
        #expect(!digest.matches(blob: fixtures.salt + [1, 3]))
        #expect(!digest.matches(blob: fixtures.salt))
        #expect(!SaltedDigest(sha256: digest.sha256, bytes: .max).matches(blob: []))
    }

    @Test func `a commitment depends on random bytes and value`() {
        let one = SecretCommitment.make(random: fixtures.salt, value: [1])
        #expect(one != SecretCommitment.make(random: fixtures.salt, value: [2]))
        #expect(one != SecretCommitment.make(random: [UInt8](repeating: 8, count: 32), value: [1]))
    }
}
