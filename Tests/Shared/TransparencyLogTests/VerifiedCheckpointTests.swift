import Testing
import TransparencyLog

@Suite struct VerifiedCheckpointTests {
    private let log: NoteSigner
    private let witness: CosignatureSigner
    private let checkpoint: Checkpoint

    init() throws {
        log = try NoteSigner(name: Fixtures.origin, seed: Fixtures.logSeed)
        witness = try CosignatureSigner(name: "witness.test", seed: Fixtures.witnessSeed)
        checkpoint = try Checkpoint(text: Fixtures.checkpointText)
    }

    private func verify(
        _ note: String,
        origin: String = Fixtures.origin,
        witnesses: [NoteVerifierKey]
    ) throws(NoteError) -> VerifiedCheckpoint {
        try VerifiedCheckpoint.verify(note: note, origin: origin, logKey: log.verifierKey, witnesses: witnesses)
    }

    @Test func `a checkpoint is read and written alike`() throws {
        #expect(checkpoint.origin == Fixtures.origin)
        #expect(checkpoint.size == 7)
        #expect(checkpoint.root == Fixtures.tree(size: 7).root)
        #expect(checkpoint.text == Fixtures.checkpointText)
        let extended = try Checkpoint(origin: "a", size: 0, root: MerkleHash.emptyRoot, extensions: ["x y", "z"])
        #expect(try Checkpoint(text: extended.text) == extended)
    }

    @Test(arguments: [
        ("a\n1\n", "checkpoint-format"),
        ("a\n1\nkTlgHMHKirKnoMLBNMBIRfKxulSag9bIRc/NpDnMWF0=", "checkpoint-format"),
        ("\n1\nkTlgHMHKirKnoMLBNMBIRfKxulSag9bIRc/NpDnMWF0=\n", "checkpoint-format"),
        ("a\n1\nkTlgHMHKirKnoMLBNMBIRfKxulSag9bIRc/NpDnMWF0=\n\n", "checkpoint-format"),
        ("a\r\n1\nkTlgHMHKirKnoMLBNMBIRfKxulSag9bIRc/NpDnMWF0=\n", "checkpoint-format"),
        ("a\n01\nkTlgHMHKirKnoMLBNMBIRfKxulSag9bIRc/NpDnMWF0=\n", "checkpoint-size"),
        ("a\n+1\nkTlgHMHKirKnoMLBNMBIRfKxulSag9bIRc/NpDnMWF0=\n", "checkpoint-size"),
        ("a\n٧\nkTlgHMHKirKnoMLBNMBIRfKxulSag9bIRc/NpDnMWF0=\n", "checkpoint-size"),
        ("a\n9223372036854775808\nkTlgHMHKirKnoMLBNMBIRfKxulSag9bIRc/NpDnMWF0=\n", "checkpoint-size"),
        ("a\n99999999999999999999999\nkTlgHMHKirKnoMLBNMBIRfKxulSag9bIRc/NpDnMWF0=\n", "checkpoint-size"),
        ("a\n1\nkTlgHMHKirKnoMLBNMBIRfKxulSag9bIRc/NpDnMWF0\n", "checkpoint-hash"),
        ("a\n1\nkTlg\n", "checkpoint-hash"),
        ("a\n0\nkTlgHMHKirKnoMLBNMBIRfKxulSag9bIRc/NpDnMWF0=\n", "checkpoint-empty-root"),
    ])
    func `a malformed checkpoint is refused`(text: String, expected: String) {
        #expect(code { () throws(NoteError) in try Checkpoint(text: text) } == expected)
    }

    @Test func `a checkpoint that could not be read is not made`() {
        for origin in ["", "a\nb", "a\tb"] {
            #expect(
                code { () throws(NoteError) in try Checkpoint(origin: origin, size: 1, root: .zero) }
                    == "checkpoint-format"
            )
        }
        #expect(
            code { () throws(NoteError) in try Checkpoint(origin: "a", size: 1 << 63, root: .zero) }
                == "checkpoint-size"
        )
    }

    @Test func `log and witness vouch for a checkpoint`() throws {
        let verified = try verify(Fixtures.note, witnesses: [witness.verifierKey])
        #expect(verified.checkpoint == checkpoint)
        #expect(verified.note == Fixtures.note)
        #expect(verified.cosignatures.map(\.key) == [witness.verifierKey])
        #expect(verified.cosignatures.map(\.time) == [1_700_000_000])
        #expect(code { () throws(NoteError) in try verified.require(quorum: 1) } == nil)
        #expect(code { () throws(NoteError) in try verified.require(quorum: 2) } == "quorum")
    }

    @Test func `another origin is refused`() throws {
        #expect(
            code { () throws(NoteError) in try verify(Fixtures.note, origin: "log.test/other", witnesses: []) }
                == "origin-mismatch"
        )
    }

    @Test func `witnesses alone do not make a checkpoint`() {
        let note = Fixtures.checkpointText + "\n" + Fixtures.witnessLine
        #expect(
            code { () throws(NoteError) in try verify(note, witnesses: [witness.verifierKey]) }
                == "log-signature-missing"
        )
    }

    @Test func `a key with two names is one witness`() throws {
        let alias = try CosignatureSigner(name: "alias.test", seed: Fixtures.witnessSeed)
        let line = try alias.sign(checkpoint, time: 1_700_000_000)
        let verified = try verify(Fixtures.note + line, witnesses: [witness.verifierKey, alias.verifierKey])
        #expect(verified.cosignatures.count == 1)
    }

    @Test func `the log's own key is no witness`() throws {
        let twin = try CosignatureSigner(name: "twin.test", seed: Fixtures.logSeed)
        let line = try twin.sign(checkpoint, time: 1_700_000_000)
        let verified = try verify(Fixtures.note + line, witnesses: [twin.verifierKey])
        #expect(verified.cosignatures.isEmpty)
    }

    @Test func `a note signature by a trusted type 1 key is no cosignature`() throws {
        let other = try NoteSigner.generate(name: "other.test")
        let verified = try verify(Fixtures.note + other.sign(checkpoint.text), witnesses: [other.verifierKey])
        #expect(verified.cosignatures.isEmpty)
    }

    @Test func `a witness key can not stand in for the log's`() throws {
        #expect(
            code { () throws(NoteError) in
                try VerifiedCheckpoint.verify(
                    note: Fixtures.note,
                    origin: Fixtures.origin,
                    logKey: witness.verifierKey,
                    witnesses: []
                )
            } == "vkey-format"
        )
    }
}
