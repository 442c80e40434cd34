import TransparencyLog

/// `notes/tlog-proofs.json`: offline proof files and the entry that they should prove.
enum ProofFileVectors: VectorFamily {
    private struct Body: Decodable {
        let proofB64: String
        let leafDataB64: String
        let origin: String
        let logVkey: String
        let witnessVkeys: [String]
        let quorum: Int
    }

    static func run(_ file: VectorFile, into report: inout Report) throws {
        for vector in try file.decode(CaseList<Body>.self).cases {
            report.add(Outcome(vector.header, refusal: refusal(of: vector.body)), file: file.name)
        }
    }

    private static func refusal(of body: Body) -> String? {
        guard let proof = Base64.decode(body.proofB64), let leaf = Base64.decode(body.leafDataB64) else {
            return "no base64"
        }
        do throws(NoteError) {
            var witnesses: [NoteVerifierKey] = []
            for text in body.witnessVkeys { witnesses.append(try NoteVerifierKey(text)) }
            _ = try TLogProof(proof).verify(
                leaf: leaf,
                origin: body.origin,
                logKey: NoteVerifierKey(body.logVkey),
                witnesses: witnesses,
                quorum: body.quorum
            )
            return nil
        } catch {
            return error.code
        }
    }
}
