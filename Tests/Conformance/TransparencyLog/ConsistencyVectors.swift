import TransparencyLog

/// `merkle/consistency.json`: one consistency proof a case.
enum ConsistencyVectors: VectorFamily {
    struct Body: Decodable {
        let size1: UInt64
        let size2: UInt64
        let root1: String
        let root2: String
        let proof: [String]

        /// This implementation's word against the proof, nil if it holds.
        var refusal: String? {
            guard let older = Digest(base64: root1), let newer = Digest(base64: root2),
                let hashes = Digest.list(base64: proof)
            else { return "hash-length" }
            return ConsistencyProof.fault(in: hashes, from: (size1, older), to: (size2, newer))?.rawValue
        }
    }

    static func run(_ file: VectorFile, into report: inout Report) throws {
        for vector in try file.decode(CaseList<Body>.self).cases {
            report.add(Outcome(vector.header, refusal: vector.body.refusal), file: file.name)
        }
    }
}
