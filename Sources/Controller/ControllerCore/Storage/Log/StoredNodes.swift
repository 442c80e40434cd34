import TransparencyLog

/// The tree's complete subtrees, read from a log: leaf hashes out of the entries, all above from the stored nodes.
struct StoredNodes<Log: LogReading>: TreeNodeSource {
    let log: Log
    let path: String

    func node(level: UInt8, index: UInt64) throws -> Digest {
        if level == 0 {
            guard let leaf = try log.leaf(at: index) else {
                throw LogError.outOfRange(asked: index, size: try log.size())
            }
            return MerkleHash.leaf(leaf)
        }
        guard let node = try NodeOrder.place(level: level, index: index).flatMap(log.node(at:)) else {
            throw LogError.damaged(path: path, finding: "tree node \(index) of level \(level) is missing")
        }
        return node
    }
}
