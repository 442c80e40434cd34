/// Vectors of statements.
enum EntryVectors: VectorFamily {
    static func run(_ file: VectorFile, into report: inout Report) throws {
        throw NotBuilt(what: "not built yet")
    }
}
