import ControllerCore
import Testing
import TransparencyLog

@Suite struct NodeOrderTests {
    @Test func `nodes stand in the order in which appends complete them`() {
        var tree = MerkleFrontier()
        var places: [UInt64?] = []
        for number in UInt64(0)..<1_000 {
            #expect(NodeOrder.count(size: number) == UInt64(places.count))
            for node in tree.append(leafHash: .zero) where node.level > 0 {
                places.append(NodeOrder.place(level: node.level, index: node.index))
            }
        }
        #expect(places == (0..<UInt64(places.count)).map { $0 })
    }

    @Test(arguments: [(0, 0), (63, 0), (255, 0), (1, 1 << 62), (62, 2), (1, .max)] as [(UInt8, UInt64)])
    func `a leaf and a node beyond every tree have no place`(_ level: UInt8, _ index: UInt64) {
        #expect(NodeOrder.place(level: level, index: index) == nil)
    }
}
