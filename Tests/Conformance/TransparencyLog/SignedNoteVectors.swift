import TransparencyLog

/// `notes/signed-notes.json`: notes and the keys that are trusted.
enum SignedNoteVectors: VectorFamily {
    private struct Body: Decodable {
        let noteB64: String
        let trusted: [String]
        let textB64: String?
        let verified: [String]?
    }

    static func run(_ file: VectorFile, into report: inout Report) throws {
        for vector in try file.decode(CaseList<Body>.self).cases {
            report.add(outcome(of: vector), file: file.name)
        }
    }

    private static func outcome(of vector: Vector<Body>) -> Outcome {
        do throws(NoteError) {
            guard let bytes = Base64.decode(vector.body.noteB64) else {
                return Outcome(vector.header, refusal: "note_b64 is no base64")
            }
            let note = try SignedNote(bytes)
            var keys: [NoteVerifierKey] = []
            for text in vector.body.trusted { keys.append(try NoteVerifierKey(text)) }
            let verified = try note.verified(by: keys).map(NoteLabel.text)
            var outcome = Outcome(vector.header, refusal: nil)
            guard outcome.pass else { return outcome }
            outcome.demand("text", expected: vector.body.textB64, actual: Base64.encode(Array(note.text.utf8)))
            outcome.demand(
                "verified",
                expected: vector.body.verified?.sorted().joined(separator: " "),
                actual: verified.sorted().joined(separator: " ")
            )
            return outcome
        } catch {
            return Outcome(vector.header, refusal: error.code)
        }
    }
}
