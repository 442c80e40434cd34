import TransparencyLog

/// `tiles/tree.json`: a whole tree in tiles with its cosigned checkpoint, beside the file.
enum TileTreeVectors: VectorFamily {
    private struct Document: Decodable {
        let leaf: EntryRule
        let size: UInt64
        let root: String
        let origin: String
        let logVkey: String
        let witnessVkeys: [String]
    }

    static func run(_ file: VectorFile, into report: inout Report) throws {
        let document = try file.decode(Document.self)
        let checkpoint = try checkpoint(of: document, beside: file)
        report.add(
            Outcome(
                case: "checkpoint",
                expected: "\(document.size) \(document.root)",
                actual: "\(checkpoint.checkpoint.size) \(checkpoint.checkpoint.root.base64)",
                reason: "\(checkpoint.cosignatures.count) cosignatures"
            ),
            file: file.name
        )
        for (name, fault) in try audit(checkpoint, rule: document.leaf, beside: file) {
            report.add(Outcome(case: name, expected: "ok", actual: fault ?? "ok"), file: file.name)
        }
    }

    private static func checkpoint(of document: Document, beside file: VectorFile) throws -> VerifiedCheckpoint {
        try VerifiedCheckpoint.verify(
            note: String(decoding: file.bytes(of: "checkpoint"), as: UTF8.self),
            origin: document.origin,
            logKey: NoteVerifierKey(document.logVkey),
            witnesses: document.witnessVkeys.map { try NoteVerifierKey($0) }
        )
    }

    /// Reads every tile and bundle, then proves leaves from the tiles.
    private static func audit(_ verified: VerifiedCheckpoint, rule: EntryRule, beside file: VectorFile) throws -> [(
        String, String?
    )] {
        let (size, root) = (verified.checkpoint.size, verified.checkpoint.root)
        guard let layout = TileLayout(size: size) else { return [("layout", "size is too large")] }
        let tree = TiledTree(layout: layout) { try file.bytes(of: $0.text) }
        var checks: [(String, String?)] = []
        do {
            var wrong: UInt64?
            try tree.audit(root: root) { index, data in
                if data != rule.data(index) { wrong = wrong ?? index }
            }
            checks.append(("audit", nil))
            checks.append(("entries", wrong.map { "entry \($0) differs" }))
        } catch {
            checks.append(("audit", "\(error)"))
        }
        for index in [0, size / 2, size - 1] where size > 0 {
            let proof = try InclusionProof.make(index: index, size: size, from: tree)
            let leaf = MerkleHash.leaf(rule.data(index))
            let fault = InclusionProof.fault(in: proof, index: index, size: size, leafHash: leaf, root: root)
            checks.append(("inclusion-\(index)", fault?.rawValue))
        }
        return checks
    }
}
