import Testing
import TransparencyLog

@Suite struct TiledTreeTests {
    private static let size: UInt64 = 600

    /// All files of a log of 600 entries.
    private static let files: [TilePath: [UInt8]] = {
        let tree = Fixtures.tree(size: size)
        guard let layout = TileLayout(size: size) else { return [:] }
        var files: [TilePath: [UInt8]] = [:]
        for path in layout.tiles {
            guard case .hashes(let level) = path.content else { continue }
            let start = path.index << 8
            let hashes = (start..<start + UInt64(path.width)).compactMap { try? tree.node(level: level * 8, index: $0) }
            files[path] = HashTile(hashes: hashes)?.bytes
        }
        for path in layout.bundles(since: .empty) {
            let start = path.index << 8
            files[path] = try? EntryBundle.encode((start..<start + UInt64(path.width)).map(Fixtures.entry))
        }
        return files
    }()

    private struct NotFound: Error {}

    private func tiled(_ files: [TilePath: [UInt8]] = files) throws -> TiledTree {
        TiledTree(layout: try #require(TileLayout(size: Self.size))) { path in
            guard let bytes = files[path] else { throw NotFound() }
            return bytes
        }
    }

    @Test func `a whole tree is read and checked`() throws {
        #expect(Self.files.count == 7)
        var entries: [[UInt8]] = []
        try tiled().audit(root: Fixtures.tree(size: Self.size).root) { index, entry in
            #expect(index == UInt64(entries.count))
            entries.append(entry)
        }
        #expect(entries == (0..<Self.size).map(Fixtures.entry))
    }

    @Test func `one changed byte anywhere is found`() throws {
        let root = Fixtures.tree(size: Self.size).root
        for (path, bytes) in Self.files {
            var files = Self.files
            var changed = bytes
            changed[changed.count - 1] ^= 1
            files[path] = changed
            #expect(throws: TileError.self, "\(path)") { try tiled(files).audit(root: root) }
        }
        #expect(throws: TileError.rootMismatch(size: Self.size)) { try tiled().audit(root: .zero) }
    }

    @Test func `proofs from tiles are those from memory`() throws {
        let memory = Fixtures.tree(size: Self.size)
        let tiles = try tiled()
        for index in [0, 255, 256, 511, 512, 598, 599] as [UInt64] {
            #expect(
                try InclusionProof.make(index: index, size: Self.size, from: tiles)
                    == InclusionProof.make(index: index, size: Self.size, from: memory)
            )
        }
        for older in [1, 255, 256, 300, 512, 599] as [UInt64] {
            #expect(
                try ConsistencyProof.make(from: older, to: Self.size, nodes: tiles)
                    == ConsistencyProof.make(from: older, to: Self.size, nodes: memory)
            )
        }
    }

    @Test func `nodes outside the tree are refused without a read`() throws {
        let tiles = TiledTree(layout: try #require(TileLayout(size: Self.size))) { _ in throw NotFound() }
        for (level, index) in [(0, 600), (3, 75), (8, 2), (9, 1), (200, 0), (7, .max)] as [(UInt8, UInt64)] {
            #expect(throws: (any Error).self) { try tiles.node(level: level, index: index) }
        }
        #expect(throws: TileError.outsideTree(level: 8, index: 256, size: Self.size)) {
            try tiles.node(level: 8, index: 256)
        }
    }

    @Test func `a tile of another length is refused`() {
        #expect(throws: TileError.tileLength(bytes: 63, width: 2)) {
            try HashTile([UInt8](repeating: 0, count: 63), width: 2)
        }
        #expect(throws: TileError.tileLength(bytes: 0, width: 0)) { try HashTile([], width: 0) }
        #expect(HashTile(hashes: []) == nil)
        #expect(HashTile(hashes: [.zero])?.root == nil)
    }

    @Test func `a bundle survives a round trip`() throws {
        let entries = [[], [1], [UInt8](repeating: 2, count: EntryBundle.maximumEntryByteCount)]
        #expect(try EntryBundle.decode(EntryBundle.encode(entries), width: 3) == entries)
    }

    @Test func `a bundle that is cut short or goes on is refused`() {
        for (bytes, width) in [([0], 1), ([0, 1], 1), ([0, 0], 2), ([0, 0, 9], 1), ([], 1)] as [([UInt8], Int)] {
            #expect(throws: TileError.self) { try EntryBundle.decode(bytes, width: width) }
        }
        #expect(throws: TileError.entryTooLong(bytes: 65_536)) {
            try EntryBundle.encode([[UInt8](repeating: 0, count: 65_536)])
        }
    }
}
