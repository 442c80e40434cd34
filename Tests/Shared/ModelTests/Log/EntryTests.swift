import Model
import SSHSIG
import TestSupport
import Testing

@Suite struct EntryTests {
    private static let fixtures = StatementFixtures()
    private var fixtures: StatementFixtures { Self.fixtures }

    private func refused(_ leaf: [UInt8]) -> Refusal? {
        refusal { () throws(Refusal) in _ = try Entry(leaf: leaf) }
    }

    private func refused(_ kind: EntryKind, _ text: StatementText, _ signatures: [String]) -> Refusal? {
        refusal { () throws(Refusal) in
            _ = try Entry.render(at: fixtures.issued, kind: kind, statement: text, signatures: signatures)
        }
    }

    @Test(arguments: EntryKind.allCases)
    func `an entry of every kind keeps its leaf and proves its signer`(kind: EntryKind) throws {
        let statement = try #require(fixtures.all.first { $0.type == kind.statementType })
        let text = statement.rendered()
        let leaf = try fixtures.leaf(kind, text)
        let entry = try Entry(leaf: leaf)
        #expect(entry.leaf == leaf && entry.kind == kind)
        #expect(entry.statementText == text && entry.statement == statement)
        #expect(entry.facts.map(\.key) == fixtures.signer(of: kind).map { [$0.publicKey] } ?? [])
    }

    @Test(arguments: EntryKind.allCases.filter { $0.namespace != nil })
    func `a signature for another purpose is refused`(kind: EntryKind) throws {
        let statement = try #require(fixtures.all.first { $0.type == kind.statementType })
        let text = statement.rendered()
        let signature = fixtures.contact.signer.sign(text.bytes, namespace: "file")
        #expect(refused(kind, text, [signature]) == Refusal(.namespaceMismatch, "signatures[0]"))
        #expect(refused(kind, text, []) == Refusal(.signatureCount, "signatures"))
    }

    @Test func `what ssh-keygen signs is an entry's signature`() throws {
        let keygen = try SSHKeygen()
        let key = try keygen.makeKey()
        let text = fixtures.operation().rendered()
        let armored = try keygen.sign(text.bytes, with: key, namespace: "operation@countersign")
        #expect(refused(.operation, text, [armored]) == nil)
        let own = fixtures.technician
        #expect(
            try keygen.accepts(
                own.sign(text, for: .operation),
                over: text.bytes,
                by: own.publicKey,
                namespace: "operation@countersign"
            )
        )
    }

    @Test func `one key signs once and at most four sign`() {
        let text = fixtures.operation().rendered()
        let signatures = (0..<5).map { TestKey("person \($0)").sign(text, for: .operation) }
        #expect(refused(.operation, text, Array(signatures.prefix(4))) == nil)
        #expect(refused(.operation, text, signatures) == Refusal(.tooMany, "signatures"))
        #expect(refused(.operation, text, [signatures[0], signatures[0]]) == Refusal(.duplicate, "signatures[1]"))
    }

    @Test func `one signature that fails refuses the entry`() {
        let text = fixtures.operation().rendered()
        let other = edited(text, "T-2026-0042", "T-2026-0043")
        let good = fixtures.technician.sign(text, for: .operation)
        let bad = fixtures.contact.sign(other, for: .operation)
        #expect(refused(.operation, text, [good, bad]) == Refusal(.signatureInvalid, "signatures[1]"))
        #expect(refused(.operation, text, [good, "x"]) == Refusal(.armorHeader, "signatures[1]"))
    }

    @Test func `cancels, receipts and asserted words have a fixed number of signatures`() {
        let cancel = fixtures.cancel(of: fixtures.operation()).rendered()
        let two = [fixtures.contact, fixtures.technician].map { $0.sign(cancel, for: .cancel) }
        #expect(refused(.cancel, cancel, two) == Refusal(.signatureCount, "signatures"))
        let access = fixtures.access().rendered()
        #expect(refused(.access, access, [two[0]]) == Refusal(.signatureCount, "signatures"))
    }

    @Test func `a device signs its enrolment and receipts with its receipt key`() {
        let enrolment = fixtures.enrolment().rendered()
        let receipt = fixtures.receipt(for: fixtures.operation()).rendered()
        let signer = Refusal(.signer, "signatures[0]")
        #expect(refused(.enrolment, enrolment, [fixtures.agentKey.sign(enrolment, for: .enrolment)]) == signer)
        #expect(refused(.receipt, receipt, [fixtures.agentKey.sign(receipt, for: .receipt)]) == signer)
    }

    @Test func `kind and statement agree`() {
        let access = fixtures.access().rendered()
        #expect(refused(.system, access, []) == Refusal(.kind, "statement.type"))
        let operation = fixtures.operation().rendered()
        let signature = fixtures.technician.sign(operation, for: .approval)
        #expect(refused(.approval, operation, [signature]) == Refusal(.kind, "statement.type"))
    }

    @Test(arguments: [
        (#""kind":"access""#, #""kind":"login""#, Reason.notListed, "kind"),
        (#"/entry/v1"#, #"/entry/v2"#, .notListed, "type"),
        (#"{"type""#, #"{"index":4,"type""#, .unknownMember, "index"),
        (#""signatures":[]"#, #""signatures":"""#, .wrongType, "signatures"),
        (#":00:01Z","#, #":00:01.5Z","#, .time, "at"),
        (#"\"event\":\"failures\""#, #"\"event\":\"gossip\""#, .notListed, "statement.event"),
        (#"\"event\":"#, #"\"what\":1,\"event\":"#, .unknownMember, "statement.what"),
        (#"{\"type\""#, #" {\"type\""#, .firstByte, "statement"),
        (#"{\"type\""#, #"{\t\"type\""#, .character, "statement"),
    ])
    func `a damaged entry is refused`(passage: String, other: String, reason: Reason, member: String) throws {
        let leaf = StatementText(try fixtures.leaf(.access, fixtures.access().rendered()))
        #expect(refused(edited(leaf, passage, other).bytes) == Refusal(reason, member))
    }

    @Test func `a leaf has at most 65,535 bytes`() throws {
        let leaf = try fixtures.leaf(.access, fixtures.access().rendered())
        func padded(to size: Int) -> [UInt8] {
            leaf.prefix(1) + [UInt8](repeating: UInt8(ascii: " "), count: size - leaf.count) + leaf.dropFirst()
        }
        #expect(refused(padded(to: 65_535)) == nil)
        #expect(refused(padded(to: 65_536)) == Refusal(.tooLarge))
    }
}
