import TransparencyLog

/// `merkle/leaf-node.json`: single leaf and node hashes.
enum LeafNodeVectors: VectorFamily {
    private struct Document: Decodable {
        struct Leaf: Decodable {
            let dataHex: String
            let hash: String
        }

        struct Node: Decodable {
            let left: String
            let right: String
            let hash: String
        }

        let leaves: [Leaf]
        let nodes: [Node]
    }

    static func run(_ file: VectorFile, into report: inout Report) throws {
        let document = try file.decode(Document.self)
        for (number, leaf) in document.leaves.enumerated() {
            let hash = Hex.decode(leaf.dataHex).map { MerkleHash.leaf($0).base64 }
            report.add(Outcome(case: "leaf-\(number)", expected: leaf.hash, actual: hash ?? "no hex"), file: file.name)
        }
        for (number, node) in document.nodes.enumerated() {
            var hash: String?
            if let left = Digest(base64: node.left), let right = Digest(base64: node.right) {
                hash = MerkleHash.node(left, right).base64
            }
            report.add(Outcome(case: "node-\(number)", expected: node.hash, actual: hash ?? "no hash"), file: file.name)
        }
    }
}
