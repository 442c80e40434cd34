import Testing
import TransparencyLog

@Suite struct SignedNoteTests {
    private let log: NoteVerifierKey
    private let witness: NoteVerifierKey

    init() throws {
        log = try NoteVerifierKey(Fixtures.logKeyText)
        witness = try NoteVerifierKey(Fixtures.witnessKeyText)
    }

    private func reason(_ note: String, keys: [NoteVerifierKey]? = nil) -> String? {
        let trusted = keys ?? [log, witness]
        return code { () throws(NoteError) in try SignedNote(note).verified(by: trusted) }
    }

    @Test func `signatures of another implementation verify`() throws {
        let note = try SignedNote(Fixtures.note)
        #expect(note.text == Fixtures.checkpointText)
        #expect(note.lines == ["log.test/ops", "7", "kTlgHMHKirKnoMLBNMBIRfKxulSag9bIRc/NpDnMWF0="])
        #expect(note.raw == Fixtures.note)
        let signatures = try note.verifiedSignatures(by: [witness, log])
        #expect(signatures.map(\.key) == [witness, log])
        #expect(signatures.map(\.time) == [1_700_000_000, nil])
    }

    @Test func `the signers make the same lines`() throws {
        let signer = try NoteSigner(name: Fixtures.origin, seed: Fixtures.logSeed)
        #expect(signer.verifierKey == log)
        #expect(signer.seed == Fixtures.logSeed)
        #expect(try signer.sign(Fixtures.checkpointText) == Fixtures.logLine)
        let cosigner = try CosignatureSigner(name: "witness.test", seed: Fixtures.witnessSeed)
        #expect(cosigner.verifierKey == witness)
        let checkpoint = try Checkpoint(text: Fixtures.checkpointText)
        #expect(try cosigner.sign(checkpoint, time: 1_700_000_000) == Fixtures.witnessLine)
        #expect(
            try signer.sign(checkpoint).adding(signatureLines: [Fixtures.witnessLine]).raw == Fixtures.note
        )
    }

    @Test func `new keys sign what they verify`() throws {
        let signer = try NoteSigner.generate(name: "new.test")
        let again = try NoteSigner(name: "new.test", seed: signer.seed)
        let note = try SignedNote(text: "héllo\n\nworld\n", signatureLines: [again.sign("héllo\n\nworld\n")])
        #expect(note.lines == ["héllo", "", "world"])
        #expect(try note.verified(by: [signer.verifierKey]) == [signer.verifierKey])
    }

    @Test func `a signer refuses a wrong seed, time or origin`() throws {
        #expect(code { () throws(NoteError) in try NoteSigner(name: "a", seed: [1]) } == "vkey-format")
        #expect(code { () throws(NoteError) in try NoteSigner(name: "a b", seed: Fixtures.logSeed) } == "vkey-format")
        let cosigner = try CosignatureSigner.generate(name: "witness.test")
        let checkpoint = try Checkpoint(text: Fixtures.checkpointText)
        #expect(code { () throws(NoteError) in try cosigner.sign(checkpoint, time: 0) } == "signing-failed")
        let other = try NoteSigner.generate(name: "other.test")
        #expect(code { () throws(NoteError) in try other.sign(checkpoint) } == "origin-mismatch")
    }

    @Test func `a printed signer shows its public half only`() throws {
        let signer = try NoteSigner(name: Fixtures.origin, seed: Fixtures.logSeed)
        let cosigner = try CosignatureSigner(name: "witness.test", seed: Fixtures.witnessSeed)
        #expect("\(signer)" == Fixtures.logKeyText)
        #expect(String(reflecting: cosigner) == Fixtures.witnessKeyText)
    }

    @Test func `unknown signatures are skipped, but one known must be there`() throws {
        #expect(reason(Fixtures.note, keys: [log]) == nil)
        #expect(reason(Fixtures.note, keys: [witness]) == nil)
        #expect(reason(Fixtures.note, keys: []) == "no-known-signature")
        let other = try NoteSigner.generate(name: Fixtures.origin).verifierKey
        #expect(reason(Fixtures.note, keys: [other]) == "no-known-signature")
    }

    @Test func `a failing known signature rejects the note beside a good one`() {
        let text = Fixtures.checkpointText + "\n"
        let broken = Fixtures.logLine.replacing("usgHZ0l", with: "usgHZ0m")
        #expect(reason(text + broken) == "sig-invalid")
        #expect(reason(text + Fixtures.logLine + broken) == "sig-invalid")
        #expect(reason(text + broken + Fixtures.witnessLine) == "sig-invalid")
        #expect(reason(Fixtures.note.replacing("\n7\n", with: "\n8\n")) == "sig-invalid")
        // A line whose signature is cut off.
        #expect(reason(text + "— log.test/ops usgHZ0lv\n") == "sig-invalid")
    }

    @Test func `the same key counts once, a witness with its latest time`() throws {
        let cosigner = try CosignatureSigner(name: "witness.test", seed: Fixtures.witnessSeed)
        let checkpoint = try Checkpoint(text: Fixtures.checkpointText)
        let later = try cosigner.sign(checkpoint, time: 1_700_000_060)
        let earlier = try cosigner.sign(checkpoint, time: 1_600_000_000)
        let note = try SignedNote(Fixtures.note).adding(signatureLines: [Fixtures.logLine, later, earlier])
        let signatures = try note.verifiedSignatures(by: [log, witness, log])
        #expect(signatures.map(\.key) == [log, witness])
        #expect(signatures.last?.time == 1_700_000_060)
    }

    @Test(arguments: [
        ("", "note-format"),
        ("\n", "note-format"),
        ("text\n", "note-format"),
        ("text\n\n", "note-format"),
        ("text\n\n— a usgHZ0lv", "note-format"),
        ("text\n\n— a usgHZ0lv\n\n", "note-format"),
        ("text\n\n— a usgHZ0lv\njunk\n", "sigline-format"),
        ("text\n\n- a usgHZ0lv\n", "sigline-format"),
        ("text\n\n– a usgHZ0lv\n", "sigline-format"),
        ("text\n\n—a usgHZ0lv\n", "sigline-format"),
        ("text\n\n—  usgHZ0lv\n", "sigline-format"),
        ("text\n\n— a  usgHZ0lv\n", "sigline-format"),
        ("text\n\n— a+b usgHZ0lv\n", "sigline-format"),
        ("text\n\n— a\u{2003}b usgHZ0lv\n", "sigline-format"),
        ("text\n\n— a usgHZw==\n", "sigline-format"),
        ("text\n\n— a usgHZ0l=\n", "sigline-format"),
        ("te\txt\n\n— a usgHZ0lv\n", "note-control-char"),
        ("text\r\n\r\n— a usgHZ0lv\r\n", "note-control-char"),
        ("text\n\n— a usgHZ0lv\n", "no-known-signature"),
    ])
    func `a malformed note is refused`(note: String, expected: String) {
        #expect(reason(note) == expected)
    }

    @Test func `limits on size and signatures hold`() {
        let line = "— a usgHZ0lv\n"
        #expect(reason("t\n\n" + String(repeating: line, count: 100)) == "no-known-signature")
        #expect(reason("t\n\n" + String(repeating: line, count: 101)) == "too-many-signatures")
        let long = String(repeating: "t", count: SignedNote.maximumByteCount)
        #expect(reason(long + "\n\n" + line) == "note-too-large")
        #expect(code { () throws(NoteError) in try SignedNote([0x74, 0xFF, 0x0A]) } == "note-utf8")
    }
}
