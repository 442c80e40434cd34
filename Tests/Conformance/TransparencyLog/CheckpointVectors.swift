import TransparencyLog

/// `notes/checkpoints.json`: checkpoint notes with cosignatures, and how many witnesses are demanded.
enum CheckpointVectors: VectorFamily {
    private struct Body: Decodable {
        let noteB64: String
        let origin: String
        let logVkey: String
        let witnessVkeys: [String]
        let quorum: Int
        let size: UInt64?
        let root: String?
        let extensions: [String]?
    }

    static func run(_ file: VectorFile, into report: inout Report) throws {
        for vector in try file.decode(CaseList<Body>.self).cases {
            report.add(outcome(of: vector), file: file.name)
        }
    }

    private static func outcome(of vector: Vector<Body>) -> Outcome {
        let body = vector.body
        guard let bytes = Base64.decode(body.noteB64) else {
            return Outcome(vector.header, refusal: "note_b64 is no base64")
        }
        guard let note = String(validating: bytes, as: UTF8.self) else {
            return Outcome(vector.header, refusal: NoteError.noteNotUTF8.code)
        }
        do throws(NoteError) {
            var witnesses: [NoteVerifierKey] = []
            for text in body.witnessVkeys { witnesses.append(try NoteVerifierKey(text)) }
            let verified = try VerifiedCheckpoint.verify(
                note: note,
                origin: body.origin,
                logKey: NoteVerifierKey(body.logVkey),
                witnesses: witnesses
            )
            try verified.require(quorum: body.quorum)
            var outcome = Outcome(vector.header, refusal: nil)
            guard outcome.pass else { return outcome }
            outcome.demand("size", expected: body.size?.description, actual: verified.checkpoint.size.description)
            outcome.demand("root", expected: body.root, actual: verified.checkpoint.root.base64)
            outcome.demand(
                "extensions",
                expected: body.extensions?.joined(separator: "\n"),
                actual: verified.checkpoint.extensions.joined(separator: "\n")
            )
            return outcome
        } catch {
            return Outcome(vector.header, refusal: error.code)
        }
    }
}
