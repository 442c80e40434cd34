import Testing
import TransparencyLog

@Suite struct TilePathTests {
    @Test(arguments: [
        "tile/0/000", "tile/0/005.p/1", "tile/1/x001/x234/067", "tile/0/x001/000.p/255", "tile/63/999",
        "tile/entries/x999/999.p/7", "tile/0/x018/x446/x744/x073/x709/x551/615",
    ])
    func `a path survives a round trip`(text: String) {
        #expect(TilePath(text)?.text == text)
    }

    @Test func `the parts of a path are read`() throws {
        let path = try #require(TilePath("tile/2/x001/x234/067.p/5"))
        #expect(path.content == .hashes(level: 2))
        #expect(path.index == 1_234_067)
        #expect(path.width == 5)
        #expect(path.isPartial)
        #expect(TilePath("tile/entries/003")?.content == .entries)
    }

    @Test(arguments: [
        "", "tile", "tile/0", "tile/0/", "tile/0/0", "tile/00/000", "tile/64/000", "tile/256/000", "tile/-1/000",
        "tile/0/000.p", "tile/0/000.p/", "tile/0/000.p/0", "tile/0/000.p/01", "tile/0/000.p/256", "tile/0/.p/1",
        "tile/0/001/000", "tile/0/x001", "tile/0/x000/001", "tile/0/1000", "tile/0/000/", "/tile/0/000", "tile//000",
        "tile/0/../000", "tile/0/x001.p/1/000", "tile/0/٠٠٠", "tile/0/x018/x446/x744/x073/x709/x551/616",
        "tile/0/x999/x999/x999/x999/x999/x999/x999/999", "tile/0/000\n",
    ])
    func `another spelling is refused`(text: String) {
        #expect(TilePath(text) == nil)
    }

    @Test func `widths and levels that no tile has are refused`() {
        #expect(TilePath(content: .entries, index: 0, width: 0) == nil)
        #expect(TilePath(content: .entries, index: 0, width: 257) == nil)
        #expect(TilePath(content: .hashes(level: 64), index: 0) == nil)
    }
}
