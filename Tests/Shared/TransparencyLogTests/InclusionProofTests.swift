import Testing
import TransparencyLog

@Suite struct InclusionProofTests {
    private let tree = Fixtures.tree(size: 130)

    @Test func `a proof agrees with the recursive definition`() throws {
        #expect(
            try InclusionProof.make(index: 5, size: 7, from: tree).map(\.hex) == [
                "194bb5a2d5bd10e5d1aa6fd5d42980b356caf1da623cd9987c4bfa2f81771ed7",
                "0cfda576ff4b29ea33c3afdaeed1bd637eb654b28a04302fcab5fd7db07801cc",
                "256b9e8825e5d370a4ae005d0901ea291977e2927f5cf8e3e72660dd09519edb",
            ]
        )
        #expect(try InclusionProof.make(index: 0, size: 1, from: tree).isEmpty)
    }

    @Test func `every leaf of every small tree is proven`() throws {
        for size in 1...34 as ClosedRange<UInt64> {
            let root = try tree.root(size: size)
            for index in 0..<size {
                let proof = try InclusionProof.make(index: index, size: size, from: tree)
                let leafHash = MerkleHash.leaf(Fixtures.entry(index))
                #expect(InclusionProof.verify(proof, index: index, size: size, leafHash: leafHash, root: root))
            }
        }
    }

    @Test func `a changed proof is refused`() throws {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<300 {
            let size = UInt64.random(in: 3...130, using: &random)
            let index = UInt64.random(in: 0..<size, using: &random)
            let root = try tree.root(size: size)
            let leafHash = MerkleHash.leaf(Fixtures.entry(index))
            let proof = try InclusionProof.make(index: index, size: size, from: tree)
            let position = Int.random(in: proof.indices, using: &random)

            var changed = proof
            changed[position] = Digest(sha256Of: proof[position].bytes)
            var shorter = proof
            shorter.remove(at: position)
            var longer = proof
            longer.insert(.zero, at: position)
            for other in [changed, shorter, longer] + (proof.count > 1 ? [Array(proof.reversed())] : []) {
                #expect(!InclusionProof.verify(other, index: index, size: size, leafHash: leafHash, root: root))
            }
            let next = (index + 1) % size
            #expect(!InclusionProof.verify(proof, index: next, size: size, leafHash: leafHash, root: root))
            #expect(!InclusionProof.verify(proof, index: index, size: size, leafHash: .zero, root: root))
            #expect(!InclusionProof.verify(proof, index: index, size: size, leafHash: leafHash, root: .zero))
        }
    }

    @Test func `each fault has its name`() throws {
        let proof = try InclusionProof.make(index: 5, size: 7, from: tree)
        let root = try tree.root(size: 7)
        let leafHash = MerkleHash.leaf(Fixtures.entry(5))
        func fault(_ proof: [Digest], _ index: UInt64, _ size: UInt64) -> ProofFault? {
            InclusionProof.fault(in: proof, index: index, size: size, leafHash: leafHash, root: root)
        }
        #expect(fault(proof, 5, 7) == nil)
        #expect(fault(proof, 7, 7) == .indexOutOfRange)
        #expect(fault([], 0, 0) == .indexOutOfRange)
        #expect(fault(proof, 5, 1 << 63) == .sizeTooLarge)
        #expect(fault(proof, .max, .max) == .sizeTooLarge)
        #expect(fault(proof.dropLast(), 5, 7) == .length)
        #expect(fault(proof, 4, 7) == .rootMismatch)
    }

    @Test func `the largest sizes end without a trap`() {
        let largest = Checkpoint.maximumSize
        let proof = [Digest](repeating: .zero, count: InclusionProof.maximumCount)
        for index in [0, 1, largest / 2, largest - 2, largest - 1] {
            #expect(!InclusionProof.verify(proof, index: index, size: largest, leafHash: .zero, root: .zero))
        }
    }

    @Test func `a proof of a leaf outside the tree is not made`() {
        #expect(throws: ProofFault.indexOutOfRange) { try InclusionProof.make(index: 7, size: 7, from: tree) }
        #expect(throws: ProofFault.sizeTooLarge) { try InclusionProof.make(index: 7, size: .max, from: tree) }
        #expect(throws: MerkleTree.MissingNode.self) { try InclusionProof.make(index: 0, size: 131, from: tree) }
    }
}
