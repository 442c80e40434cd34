/// tiles/tree.json: a whole tree in tiles.
enum TileTreeVectors: VectorFamily {
    static func run(_ file: VectorFile, into report: inout Report) throws {
        throw NotBuilt(what: "not built yet")
    }
}
