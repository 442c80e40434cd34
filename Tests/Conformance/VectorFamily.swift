/// One schema of vector files and how its cases are judged here.
protocol VectorFamily: SendableMetatype {
    /// Runs every case of the file.
    ///
    /// - Throws: if the file does not follow the schema.
    static func run(_ file: VectorFile, into report: inout Report) throws
}

/// The families by the `format` member, which says what a file is wherever it lies.
enum VectorFamilies {
    enum Choice {
        case known(any VectorFamily.Type)
        case skipped(String)
    }

    static func family(of file: VectorFile) -> Choice {
        guard let shape = file.shape else { return .skipped("not a JSON object") }
        if let format = shape.format {
            if let family = formats[format] { return .known(family) }
            return .skipped(left[format] ?? "format \(format) is not one of this runner's")
        }
        // Older files carry no format: their members tell.
        for (members, family) in shapes where shape.members.isSuperset(of: members) { return .known(family) }
        if file.isExample, shape.members.contains("type") { return .known(ExampleVectors.self) }
        return shape.isKeyList ? .known(KeyVectors.self) : .skipped("no vector file")
    }

    private static let formats: [String: any VectorFamily.Type] = [
        "countersign-sshsig-v1": SignatureVectors.self,
        "countersign-sshsig-webauthn-v1": SignatureVectors.self,
        "countersign-inclusion-v1": InclusionVectors.self,
        "countersign-consistency-v1": ConsistencyVectors.self,
        "countersign-upstream-merkle-v1": UpstreamVectors.self,
        "countersign-vkey-v1": VerifierKeyVectors.self,
        "countersign-note-v1": SignedNoteVectors.self,
        "countersign-checkpoint-v1": CheckpointVectors.self,
        "countersign-tlog-proof-v1": ProofFileVectors.self,
        "countersign-statements-parse-v1": ParseVectors.self,
        "countersign-statements-roots-v1": RootDocumentVectors.self,
        "countersign-statements-entries-v1": EntryVectors.self,
        "countersign-statements-sequences-v1": SequenceVectors.self,
        "countersign-statements-derivations-v1": DerivationVectors.self,
        "countersign-statements-policy-v1": PolicyVectors.self,
        "countersign-statements-root-chain-v1": RootChainVectors.self,
    ]

    /// Formats of parts that the product leaves out on purpose.
    private static let left: [String: String] = [
        "countersign-witness-v1": "witness-add-checkpoint: witnesses are other people's servers",
        "countersign-tsa-v1": "tsa: time-stamps are not verified in this version",
    ]

    private static let shapes: [(Set<String>, any VectorFamily.Type)] = [
        (["roots", "first_leaf_hashes", "empty_root"], MerkleRootVectors.self),
        (["leaves", "nodes"], LeafNodeVectors.self),
        (["valid", "invalid", "sizes"], TilePathVectors.self),
        (["size", "root", "origin", "log_vkey", "witness_vkeys"], TileTreeVectors.self),
    ]
}
