import TransparencyLog

/// `merkle/roots.json`: roots of trees over the entries that one rule makes.
enum MerkleRootVectors: VectorFamily {
    private struct Document: Decodable {
        struct Root: Decodable {
            let size: UInt64
            let root: String
        }

        let leaf: EntryRule
        let emptyRoot: String
        let firstLeafHashes: [String]
        let roots: [Root]
    }

    static func run(_ file: VectorFile, into report: inout Report) throws {
        let document = try file.decode(Document.self)
        report.add(
            Outcome(case: "empty_root", expected: document.emptyRoot, actual: MerkleHash.emptyRoot.base64),
            file: file.name
        )
        for (index, hash) in document.firstLeafHashes.enumerated() {
            let leaf = MerkleHash.leaf(document.leaf.data(UInt64(index)))
            report.add(Outcome(case: "leaf-\(index)", expected: hash, actual: leaf.base64), file: file.name)
        }
        var tree = MerkleTree()
        for root in document.roots.sorted(by: { $0.size < $1.size }) {
            while tree.size < root.size { tree.append(document.leaf.data(tree.size)) }
            report.add(
                Outcome(case: "root-\(root.size)", expected: root.root, actual: tree.root.base64),
                file: file.name
            )
        }
    }
}
