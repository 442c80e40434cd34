import Testing
import TransparencyLog

@Suite struct NoteVerifierKeyTests {
    @Test func `a key is read with its parts`() throws {
        let log = try NoteVerifierKey(Fixtures.logKeyText)
        #expect(log.name == Fixtures.origin)
        #expect(log.keyID == 0xbac8_0767)
        #expect(log.type == .ed25519)
        #expect(log.publicKey.count == 32)
        #expect(log.text == Fixtures.logKeyText)
        #expect(try NoteVerifierKey(Fixtures.witnessKeyText).type == .cosignature)
    }

    @Test func `the type is part of the identifier`() throws {
        let log = try NoteVerifierKey(Fixtures.logKeyText)
        let other = try NoteVerifierKey(name: log.name, type: .cosignature, publicKey: log.publicKey)
        #expect(other.keyID != log.keyID)
        #expect(other != log)
    }

    @Test(arguments: [
        ("", "vkey-format"),
        ("log.test/ops+bac80767", "vkey-format"),
        ("+bac80767+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4", "vkey-format"),
        ("log test+bac80767+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4", "vkey-format"),
        ("log\u{A0}test+bac80767+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4", "vkey-format"),
        ("log.test/ops+BAC80767+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4", "vkey-format"),
        ("log.test/ops+bac807+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4", "vkey-format"),
        ("log.test/ops+bac80767+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4\n", "vkey-format"),
        ("log.test/ops+bac80767+", "vkey-format"),
        ("log.test/ops+bac80767+AQOh", "vkey-format"),
        ("log.test/ops+bac80768+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4", "vkey-id"),
        ("other.test/ops+bac80767+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4", "vkey-id"),
        ("log.test/ops+bac80767+BgOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4", "vkey-type"),
    ])
    func `a malformed key is refused`(text: String, reason: String) {
        #expect(code { () throws(NoteError) in try NoteVerifierKey(text) } == reason)
    }
}
