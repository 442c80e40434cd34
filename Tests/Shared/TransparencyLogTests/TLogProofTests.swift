import Testing
import TransparencyLog

@Suite struct TLogProofTests {
    private let tree = Fixtures.tree(size: 7)

    private func proof(index: UInt64 = 5, extra: [UInt8]? = nil) throws -> TLogProof {
        let hashes = try InclusionProof.make(index: index, size: 7, from: tree)
        return TLogProof(index: index, hashes: hashes, note: Fixtures.note, extra: extra)
    }

    private func reason(_ text: String, leaf: UInt64 = 5, quorum: Int = 1) throws -> String? {
        let log = try NoteVerifierKey(Fixtures.logKeyText)
        let witness = try NoteVerifierKey(Fixtures.witnessKeyText)
        return code { () throws(NoteError) in
            try TLogProof(text).verify(
                leaf: Fixtures.entry(leaf),
                origin: Fixtures.origin,
                logKey: log,
                witnesses: [witness],
                quorum: quorum
            )
        }
    }

    @Test(arguments: 0..<7 as Range<UInt64>) func `every entry is proven offline`(index: UInt64) throws {
        let text = try proof(index: index).text
        #expect(try reason(text, leaf: index) == nil)
        #expect(try TLogProof(text).text == text)
    }

    @Test func `extra data travels along`() throws {
        let text = try proof(extra: [1, 2, 3]).text
        #expect(try TLogProof(text).extra == [1, 2, 3])
        #expect(try reason(text) == nil)
    }

    @Test func `another entry, index or quorum is refused`() throws {
        let text = try proof().text
        #expect(try reason(text, leaf: 4) == "root-mismatch")
        #expect(try reason(text, quorum: 2) == "quorum")
        #expect(try reason(text.replacing("index 5", with: "index 4")) == "root-mismatch")
        #expect(try reason(text.replacing("index 5", with: "index 7")) == "index-out-of-range")
        #expect(try reason(text.replacing("\n7\n", with: "\n8\n")) == "sig-invalid")
        let first = try #require(try proof().hashes.first?.base64)
        #expect(try reason(text.replacing(first + "\n", with: "")) == "proof-length")
    }

    @Test func `a malformed file is refused`() throws {
        let text = try proof().text
        let changes = [
            ("@v1", "@v2"), ("index 5\n", ""), ("index 5", "index 05"), ("index 5", "index 9223372036854775808"),
            ("index 5", "extra !\nindex 5"), ("index 5", "index 5\nextra AQID"), ("\n\n", "\n"), ("=\n", "\n"),
        ]
        for (old, new) in changes {
            #expect(try reason(text.replacing(old, with: new)) == "proof-format", "\(old) -> \(new)")
        }
        let hash = Digest.zero.base64 + "\n"
        let long = text.replacing("index 5\n", with: "index 5\n" + String(repeating: hash, count: 61))
        #expect(try reason(long) == "proof-format")
        #expect(try reason("") == "proof-format")
    }
}
