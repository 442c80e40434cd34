/// Where the tree's complete subtrees stand when they are kept one after another, as appends complete them.
///
/// The nodes of level 1 and up then grow at one end only, as the entries do: a commit writes the last row of them, however
/// many it adds.
package enum NodeOrder {
    /// How many such nodes a tree has: floor(n/2) + floor(n/4) and so on.
    package static func count(size: UInt64) -> UInt64 { size - UInt64(size.nonzeroBitCount) }

    /// The place of a node, from 0; nil for one of level 0 or beyond every tree.
    package static func place(level: UInt8, index: UInt64) -> UInt64? {
        guard (1...62).contains(level), index < 1 << UInt64(63 - level) else { return nil }
        // The last leaf under it completes first the nodes below it, then it.
        let lastLeaf = ((index + 1) << UInt64(level)) - 1
        return count(size: lastLeaf) + UInt64(level - 1)
    }
}
