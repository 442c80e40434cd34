/// `POST /v1/tenants/{tenant}/proofs`: leaves with proofs against one checkpoint.
package struct ProofRequest: Codable, Hashable, Sendable {
    /// Tree size of the asker's stored checkpoint, 0 for none.
    package var consistencyFrom: UInt64
    /// Tree size to prove against; absent: the latest checkpoint.
    package var size: UInt64?
    /// At most 1,000 leaf indexes.
    package var leaves: [UInt64]

    package init(consistencyFrom: UInt64, size: UInt64? = nil, leaves: [UInt64]) {
        self.consistencyFrom = consistencyFrom
        self.size = size
        self.leaves = leaves
    }
}

package struct ProofAnswer: Codable, Hashable, Sendable {
    /// Signed note.
    package var checkpoint: String
    /// Standard base64 hashes.
    package var consistency: [String]
    package var leaves: [ProvenLeaf]

    package init(checkpoint: String, consistency: [String], leaves: [ProvenLeaf]) {
        self.checkpoint = checkpoint
        self.consistency = consistency
        self.leaves = leaves
    }
}

package struct ProvenLeaf: Codable, Hashable, Sendable {
    package var index: UInt64
    /// Standard base64 of the leaf's exact bytes.
    package var leaf: String
    /// Standard base64 hashes, sibling first.
    package var inclusion: [String]

    package init(index: UInt64, leaf: String, inclusion: [String]) {
        self.index = index
        self.leaf = leaf
        self.inclusion = inclusion
    }
}

/// `GET /v1/tenants/{tenant}/entries?start=N&count=M` (M ≤ 256).
package struct EntriesAnswer: Codable, Hashable, Sendable {
    package var start: UInt64
    /// Standard base64 of the leaves' exact bytes.
    package var leaves: [String]
    package var checkpoint: String

    package init(start: UInt64, leaves: [String], checkpoint: String) {
        self.start = start
        self.leaves = leaves
        self.checkpoint = checkpoint
    }
}
