import Testing
import TransparencyLog

@Suite struct MerkleTreeTests {
    @Test func `leaves and nodes have their own prefix`() {
        let empty = MerkleHash.leaf([])
        let abc = MerkleHash.leaf(Array("abc".utf8))
        #expect(empty.hex == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")
        #expect(abc.hex == "609f6e36d2405585188d5cfd761f407c7cc46a7d3f314c88270469dde315fcd1")
        #expect(
            MerkleHash.node(empty, abc).hex == "87c93eee22bfdd3e6dfed019ad8adc8a357e90bc6388d9ef0c2fe461e633204f"
        )
        #expect(MerkleHash.leaf("abc".utf8) == abc)
    }

    @Test(arguments: Fixtures.roots) func `roots agree with the recursive definition`(size: UInt64, hex: String) throws
    {
        #expect(Fixtures.tree(size: size).root.hex == hex)
        #expect(MerkleHash.root(ofLeaves: (0..<size).map(Fixtures.entry)).hex == hex)
        #expect(try Fixtures.tree(size: 300).root(size: size).hex == hex)
    }

    @Test func `a frontier taken up at any size grows to the same root`() throws {
        let tree = Fixtures.tree(size: 70)
        for size in 0...70 as ClosedRange<UInt64> {
            let stored = try #require(try tree.frontier(size: size))
            var frontier = try #require(MerkleFrontier(size: stored.size, nodes: stored.nodes))
            for index in size..<70 {
                frontier.append(leafHash: MerkleHash.leaf(Fixtures.entry(index)))
            }
            #expect(frontier == tree.frontier)
            #expect(frontier.root == tree.root)
        }
    }

    @Test func `appending hands over each completed subtree once`() throws {
        let tree = Fixtures.tree(size: 16)
        var frontier = MerkleFrontier()
        var nodes: [TreeNode] = []
        for index in 0..<16 as Range<UInt64> {
            let completed = frontier.append(leafHash: MerkleHash.leaf(Fixtures.entry(index)))
            #expect(completed.count == 1 + (index + 1).trailingZeroBitCount)
            nodes += completed
        }
        #expect(nodes.count == 31)
        for node in nodes {
            #expect(try tree.node(level: node.level, index: node.index) == node.hash)
        }
    }

    @Test func `a frontier does not grow when its nodes can not be kept`() {
        struct DiskFull: Error {}
        var frontier = Fixtures.tree(size: 7).frontier
        let before = frontier
        #expect(throws: DiskFull.self) {
            try frontier.append(leafHash: .zero) { node in
                if node.level == 2 { throw DiskFull() }
            }
        }
        #expect(frontier == before)
    }

    @Test(arguments: [(0, 1), (1, 0), (7, 2), (8, 3), (UInt64(1) << 63, 1)])
    func `a frontier with the wrong number of hashes is refused`(size: UInt64, count: Int) {
        #expect(MerkleFrontier(size: size, nodes: [Digest](repeating: .zero, count: count)) == nil)
    }

    @Test func `a node outside the tree is refused`() {
        let tree = Fixtures.tree(size: 7)
        #expect(throws: MerkleTree.MissingNode.self) { try tree.node(level: 0, index: 7) }
        #expect(throws: MerkleTree.MissingNode.self) { try tree.node(level: 2, index: 1) }
        #expect(throws: MerkleTree.MissingNode.self) { try tree.node(level: 200, index: .max) }
    }
}
