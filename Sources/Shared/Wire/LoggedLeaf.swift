import FoundationEssentials
package import TransparencyLog
package import WireMessages

/// A leaf with its inclusion proof against an accompanying checkpoint: sizes checked, nothing else believed.
package struct LoggedLeaf: Hashable, Sendable {
    /// The leaf's index in the log.
    package let index: UInt64

    /// The leaf's exact bytes, at least 1 and at most 65,535.
    package let leaf: [UInt8]

    /// The inclusion proof, sibling first (RFC 9162 §2.1.3).
    package let inclusion: [Digest]

    /// Makes a leaf of our own.
    package init(index: UInt64, leaf: [UInt8], inclusion: [Digest]) {
        self.index = index
        self.leaf = leaf
        self.inclusion = inclusion
    }

    /// Reads a leaf out of a message.
    ///
    /// - Throws: `length` for a leaf or hash of the wrong size, `count` for too many hashes.
    package init(_ wire: WireLoggedLeaf) throws(WireError) {
        guard (1...WireLimits.leaf).contains(wire.leaf.count) else {
            throw .length(member: "leaf", found: wire.leaf.count, expected: 1...WireLimits.leaf)
        }
        index = wire.index
        leaf = [UInt8](wire.leaf)
        inclusion = try Digest.proof(wire: wire.inclusion, member: "inclusion")
    }

    /// The leaf as a message carries it.
    package var wire: WireLoggedLeaf {
        var wire = WireLoggedLeaf()
        wire.index = index
        wire.leaf = Data(leaf)
        wire.inclusion = inclusion.map(\.wire)
        return wire
    }

    /// Reads the leaves of a message that carries several.
    ///
    /// - Throws: `count` above `limit`, else as ``init(_:)``.
    package static func list(
        _ wire: [WireLoggedLeaf],
        member: String,
        limit: Int
    ) throws(WireError) -> [LoggedLeaf] {
        guard wire.count <= limit else { throw .count(member: member, found: wire.count, limit: limit) }
        var leaves: [LoggedLeaf] = []
        leaves.reserveCapacity(wire.count)
        for leaf in wire { leaves.append(try LoggedLeaf(leaf)) }
        return leaves
    }
}
