/// tiles/paths.json: paths of tiles and the tiles of a tree.
enum TilePathVectors: VectorFamily {
    static func run(_ file: VectorFile, into report: inout Report) throws {
        throw NotBuilt(what: "not built yet")
    }
}
