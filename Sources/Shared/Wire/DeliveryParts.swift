package import WireMessages

/// A delivery taken apart: the sizes hold, and nothing else is believed until the gate has judged it.
package struct DeliveryParts: Hashable, Sendable {
    /// The attempt's number, chosen by the sender.
    package let id: UInt64

    /// Checkpoint and consistency proof for all leaves here.
    package let proof: LogProof

    /// The operation.
    package let operation: LoggedLeaf

    /// Its approvals, at most 64.
    package let approvals: [LoggedLeaf]

    /// Script or item bytes, empty for an order that needs none.
    package let content: [UInt8]

    /// Takes a message apart.
    ///
    /// - Throws: `missing` without proof or operation, else what the parts throw.
    package init(_ wire: WireDelivery) throws(WireError) {
        guard wire.hasProof else { throw .missing(member: "proof") }
        guard wire.hasOperation else { throw .missing(member: "operation") }
        id = wire.id
        proof = try LogProof(wire.proof)
        operation = try LoggedLeaf(wire.operation)
        approvals = try LoggedLeaf.list(wire.approvals, member: "approvals", limit: WireLimits.approvals)
        content = [UInt8](wire.content)
    }
}
