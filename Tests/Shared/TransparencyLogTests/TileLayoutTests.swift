import Testing
import TransparencyLog

@Suite struct TileLayoutTests {
    @Test func `a tree of 70000 leaves has 277 tiles`() throws {
        let layout = try #require(TileLayout(size: 70_000))
        #expect(layout.levelCount == 3)
        #expect(layout.tileCount == 277)
        #expect(Array(layout.tiles).count == 277)
        #expect(layout.partialTiles.map(\.text) == ["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"])
        #expect(Array(layout.bundles(since: .empty)).last?.text == "tile/entries/273.p/112")
    }

    @Test func `a full tile has a hash on the level above`() throws {
        #expect(Array(TileLayout.empty.tiles).isEmpty)
        #expect(try Array(#require(TileLayout(size: 255)).tiles).map(\.text) == ["tile/0/000.p/255"])
        #expect(try Array(#require(TileLayout(size: 256)).tiles).map(\.text) == ["tile/0/000", "tile/1/000.p/1"])
    }

    @Test func `growth names only what is new`() throws {
        let older = try #require(TileLayout(size: 500))
        let newer = try #require(TileLayout(size: 513))
        #expect(
            Array(newer.tiles(since: older)).map(\.text) == ["tile/0/001", "tile/0/002.p/1", "tile/1/000.p/2"]
        )
        #expect(Array(newer.bundles(since: older)).map(\.text) == ["tile/entries/001", "tile/entries/002.p/1"])
        #expect(Array(newer.tiles(since: newer)).isEmpty)
        #expect(Array(older.tiles(since: newer)).isEmpty)
    }

    @Test func `the largest tree is laid out without a trap`() throws {
        let layout = try #require(TileLayout(size: Checkpoint.maximumSize))
        #expect(layout.levelCount == 8)
        #expect(layout.partialTiles.count == 8)
        #expect(layout.tile(.entries, index: .max) == nil)
        #expect(layout.tile(.hashes(level: 63), index: 0) == nil)
        #expect(TileLayout(size: 1 << 63) == nil)
    }
}
