import TransparencyLog

/// `merkle/inclusion.json`: one inclusion proof a case.
enum InclusionVectors: VectorFamily {
    struct Body: Decodable {
        let leafIndex: UInt64
        let treeSize: UInt64
        let leafHash: String
        let root: String
        let proof: [String]

        /// This implementation's word against the proof, nil if it holds.
        var refusal: String? {
            // A hash of another length never becomes a digest.
            guard let leaf = Digest(base64: leafHash), let root = Digest(base64: root),
                let hashes = Digest.list(base64: proof)
            else { return "hash-length" }
            let fault = InclusionProof.fault(
                in: hashes,
                index: leafIndex,
                size: treeSize,
                leafHash: leaf,
                root: root
            )
            return fault?.rawValue
        }
    }

    static func run(_ file: VectorFile, into report: inout Report) throws {
        for vector in try file.decode(CaseList<Body>.self).cases {
            report.add(Outcome(vector.header, refusal: vector.body.refusal), file: file.name)
        }
    }
}

extension Digest {
    /// All of them, or nil if one is not the base64 of 32 bytes.
    static func list(base64 texts: [String]) -> [Digest]? {
        let digests = texts.compactMap { Digest(base64: $0) }
        return digests.count == texts.count ? digests : nil
    }
}
