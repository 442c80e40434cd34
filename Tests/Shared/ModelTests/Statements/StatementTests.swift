import Model
import TestSupport
import Testing

@Suite struct StatementTests {
    private static let fixtures = StatementFixtures()

    private func refused(_ text: StatementText) -> Refusal? {
        refusal { () throws(Refusal) in _ = try Statement.parse(text, zones: KnownZones("Asia/Shanghai")) }
    }

    @Test(arguments: StatementFixtures().all)
    func `what is rendered reads as the same statement`(statement: Statement) throws {
        let text = statement.rendered()
        #expect(try Statement.parse(text, as: statement.type) == statement)
        #expect(statement.tenant == Self.fixtures.tenant)
        #expect(text.string.utf8.starts(with: "{\"type\":\"\(statement.type.text)\",".utf8))
    }

    @Test(arguments: StatementFixtures().all)
    func `an unknown member is refused in every type`(statement: Statement) {
        let text = edited(statement.rendered(), #"{"type":"#, #"{"zzz":1,"type":"#)
        let found = refusal { () throws(Refusal) in _ = try Statement.parse(text, as: statement.type) }
        #expect(found == Refusal(.unknownMember, "zzz"))
    }

    @Test(arguments: StatementFixtures().all)
    func `another type than the expected one is refused`(statement: Statement) {
        let other: StatementType = statement.type == .note ? .login : .note
        let found = refusal { () throws(Refusal) in _ = try Statement.parse(statement.rendered(), as: other) }
        #expect(found == Refusal(.kind, "type"))
    }

    @Test(arguments: StatementFixtures().all.filter(\.type.isAsserted))
    func `the controller's words are nothing to sign`(statement: Statement) {
        #expect(refused(statement.rendered()) == Refusal(.unsupported, "type"))
    }

    @Test(arguments: ["countersign/operation/v2", "countersign/operation/v01", "Countersign/operation/v1", ""])
    func `an unknown type is unsupported`(type: String) {
        let text = edited(Self.fixtures.note().rendered(), "countersign/note/v1", type)
        #expect(refused(text) == Refusal(.unsupported, "type"))
    }

    @Test func `only a root may pass 32,768 bytes`() {
        func padded(_ text: StatementText, to size: Int) -> StatementText {
            let spaces = [UInt8](repeating: UInt8(ascii: " "), count: size - text.bytes.count)
            return StatementText(text.bytes.prefix(1) + spaces + text.bytes.dropFirst())
        }
        let note = Self.fixtures.note().rendered()
        let root = Self.fixtures.root().rendered()
        #expect(refused(padded(note, to: 32_768)) == nil)
        #expect(refused(padded(note, to: 32_769)) == Refusal(.tooLarge))
        #expect(refused(padded(root, to: 49_152)) == nil)
        #expect(refused(padded(root, to: 49_153)) == Refusal(.tooLarge))
    }

    @Test func `a name is compared by its bytes`() {
        // U+212A KELVIN SIGN is canonically equivalent to K.
        let text = edited(Self.fixtures.enrolment().rendered(), "agentKey", "agent\u{212A}ey")
        #expect(refused(text) == Refusal(.unknownMember, "agent\u{212A}ey"))
    }

    @Test func `a line feed stands in the checkpoint of a receipt only`() {
        let receipt = Self.fixtures.receipt(for: Self.fixtures.operation()).rendered()
        #expect(refused(receipt) == nil)
        #expect(refused(edited(receipt, #""1.2.0""#, #""1.2\n""#)) == Refusal(.character, "executorVersion"))
        let operation = Self.fixtures.operation().rendered()
        #expect(refused(edited(operation, #""T-2026-0042""#, #""T\n1""#)) == Refusal(.character, "ticket"))
    }

    @Test func `a statement keeps the bytes that were signed`() throws {
        let text = edited(Self.fixtures.note().rendered(), ",", " ,\n")
        #expect(try Statement.parse(text) == .note(Self.fixtures.note()))
        #expect(text.sha256 != Self.fixtures.note().rendered().sha256)
    }
}
