package import WireMessages

/// Evidence taken apart: leaves other than operations, all against one checkpoint.
package struct EvidenceParts: Hashable, Sendable {
    /// The message's number, chosen by the sender.
    package let id: UInt64

    /// Checkpoint and consistency proof for all leaves here.
    package let proof: LogProof

    /// The leaves, at most 256.
    package let leaves: [LoggedLeaf]

    /// Takes a message apart.
    ///
    /// - Throws: `missing` without proof, else what the parts throw.
    package init(_ wire: WireEvidence) throws(WireError) {
        guard wire.hasProof else { throw .missing(member: "proof") }
        id = wire.id
        proof = try LogProof(wire.proof)
        leaves = try LoggedLeaf.list(wire.leaves, member: "leaves", limit: WireLimits.evidenceLeaves)
    }
}
