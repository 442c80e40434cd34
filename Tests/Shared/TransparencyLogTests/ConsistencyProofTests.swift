import Testing
import TransparencyLog

@Suite struct ConsistencyProofTests {
    private let tree = Fixtures.tree(size: 130)

    private func state(_ size: UInt64) throws -> ConsistencyProof.Tree {
        (size, try tree.root(size: size))
    }

    @Test func `proofs agree with the recursive definition`() throws {
        #expect(
            try ConsistencyProof.make(from: 6, to: 13, nodes: tree).map(\.hex) == [
                "4a136a70087b637e34c3d3daa6cea768b1db13ec475902d2e240b60e3d999c7a",
                "d448059354605305bf936aa6a0e4c709321c960e2ba6c921b98b9a165319cbe2",
                "256b9e8825e5d370a4ae005d0901ea291977e2927f5cf8e3e72660dd09519edb",
                "d482cd9b9a5abf2c2026a17333398623ac30a0feff241fee9dc1922b9551f722",
            ]
        )
        #expect(
            try ConsistencyProof.make(from: 4, to: 7, nodes: tree).map(\.hex) == [
                "e429c5b5ccaa9523c37297f1846766f903137e82195c5199e6be57130d1006c8"
            ]
        )
    }

    @Test func `every pair of small trees is proven`() throws {
        for newer in 0...34 as ClosedRange<UInt64> {
            for older in 0...newer {
                let proof = try ConsistencyProof.make(from: older, to: newer, nodes: tree)
                #expect(ConsistencyProof.verify(proof, from: try state(older), to: try state(newer)))
            }
        }
    }

    @Test func `a changed proof or another history is refused`() throws {
        var random = SeededGenerator(seed: 4)
        for _ in 0..<300 {
            let newer = UInt64.random(in: 3...130, using: &random)
            let older = UInt64.random(in: 1..<newer, using: &random)
            let (from, to) = (try state(older), try state(newer))
            let proof = try ConsistencyProof.make(from: older, to: newer, nodes: tree)
            let position = Int.random(in: proof.indices, using: &random)

            var changed = proof
            changed[position] = Digest(sha256Of: proof[position].bytes)
            var shorter = proof
            shorter.remove(at: position)
            for other in [changed, shorter, proof + [.zero], [.zero] + proof] {
                #expect(!ConsistencyProof.verify(other, from: from, to: to))
            }
            #expect(!ConsistencyProof.verify(proof, from: (older, .zero), to: to))
            #expect(!ConsistencyProof.verify(proof, from: from, to: (newer, .zero)))
            #expect(!ConsistencyProof.verify(proof, from: to, to: from))
        }
    }

    @Test func `each fault has its name`() throws {
        let proof = try ConsistencyProof.make(from: 6, to: 13, nodes: tree)
        let (six, thirteen) = (try state(6), try state(13))
        #expect(ConsistencyProof.fault(in: proof, from: six, to: thirteen) == nil)
        #expect(ConsistencyProof.fault(in: proof, from: thirteen, to: six) == .sizeOrder)
        #expect(ConsistencyProof.fault(in: [], from: six, to: thirteen) == .length)
        #expect(ConsistencyProof.fault(in: proof, from: six, to: (1 << 63, .zero)) == .sizeTooLarge)
        #expect(ConsistencyProof.fault(in: [], from: six, to: (6, .zero)) == .rootMismatch)
        #expect(ConsistencyProof.fault(in: proof, from: six, to: six) == .length)
    }

    @Test func `from nothing only the empty proof and the empty root hold`() throws {
        let thirteen = try state(13)
        #expect(ConsistencyProof.verify([], from: (0, MerkleHash.emptyRoot), to: thirteen))
        #expect(!ConsistencyProof.verify([], from: (0, .zero), to: thirteen))
        #expect(!ConsistencyProof.verify([.zero], from: (0, MerkleHash.emptyRoot), to: thirteen))
        #expect(!ConsistencyProof.verify([], from: (0, MerkleHash.emptyRoot), to: (0, .zero)))
    }

    @Test func `the largest sizes end without a trap`() {
        let largest = Checkpoint.maximumSize
        let proof = [Digest](repeating: .zero, count: 64)
        for older in [1, 2, 1 << 62, largest / 2, largest - 1] as [UInt64] {
            #expect(!ConsistencyProof.verify(proof, from: (older, .zero), to: (largest, .zero)))
        }
    }

    @Test func `a proof back to a smaller tree is not made`() {
        #expect(throws: ProofFault.sizeOrder) { try ConsistencyProof.make(from: 8, to: 7, nodes: tree) }
        #expect(throws: ProofFault.sizeTooLarge) { try ConsistencyProof.make(from: 8, to: .max, nodes: tree) }
    }
}
