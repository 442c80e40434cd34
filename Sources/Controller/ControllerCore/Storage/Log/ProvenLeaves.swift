package import TransparencyLog

/// Leaves with everything that proves them to somebody who holds an older checkpoint, from one moment of the log.
package struct ProvenLeaves: Hashable, Sendable {
    /// A leaf and its place in the tree.
    package struct Leaf: Hashable, Sendable {
        package let index: UInt64
        /// The exact bytes.
        package let leaf: [UInt8]
        /// Sibling first (RFC 9162 §2.1.3).
        package let inclusion: [Digest]
    }

    /// The signed note that all proofs lead to, with the cosignatures kept for it.
    package let checkpoint: String
    /// Its tree size.
    package let size: UInt64
    /// The size that the reader holds, 0 for none.
    package let consistencyFrom: UInt64
    /// From that size to `size` (RFC 9162 §2.1.4).
    package let consistency: [Digest]
    package let leaves: [Leaf]
}

extension TenantLog {
    /// Proves leaves to a reader.
    ///
    /// - Parameters:
    ///   - indexes: the leaves; all below the size.
    ///   - held: the size of the checkpoint that the reader holds, 0 for none.
    ///   - size: the checkpoint to prove against; nil for the newest.
    /// - Throws: `LogError.outOfRange` for a leaf or size that the log has not, or no checkpoint of.
    package func prove(_ indexes: [UInt64], from held: UInt64, at size: UInt64? = nil) async throws -> ProvenLeaves {
        let path = storage.path
        return try await storage.read { log in
            let found = try size.map { try log.checkpoint(atOrAfter: $0) } ?? log.latestCheckpoint()
            guard let checkpoint = found, size == nil || checkpoint.size == size, held <= checkpoint.size else {
                throw LogError.outOfRange(asked: max(size ?? 0, held), size: try log.size())
            }
            let note = try checkpoint.note + log.cosignatures(of: checkpoint.size).map(\.line).joined()
            return ProvenLeaves(
                checkpoint: note,
                size: checkpoint.size,
                consistencyFrom: held,
                consistency: try Self.consistency(held, checkpoint.size, in: log, path: path),
                leaves: try indexes.map { index in
                    guard index < checkpoint.size, let leaf = try log.leaf(at: index) else {
                        throw LogError.outOfRange(asked: index, size: checkpoint.size)
                    }
                    let inclusion = try Self.inclusion(index, checkpoint.size, in: log, path: path)
                    return ProvenLeaves.Leaf(index: index, leaf: leaf, inclusion: inclusion)
                }
            )
        }
    }
}
