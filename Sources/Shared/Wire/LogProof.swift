package import TransparencyLog
package import WireMessages

/// A checkpoint note with the proof that it extends the receiver's stored one: sizes checked, nothing else believed.
package struct LogProof: Hashable, Sendable {
    /// The signed note, as received.
    package let checkpoint: String

    /// Tree size that the proof starts from, 0 for none.
    package let consistencyFrom: UInt64

    /// The consistency proof (RFC 9162 §2.1.4).
    package let consistency: [Digest]

    /// Makes a proof of our own.
    package init(checkpoint: String, consistencyFrom: UInt64, consistency: [Digest]) {
        self.checkpoint = checkpoint
        self.consistencyFrom = consistencyFrom
        self.consistency = consistency
    }

    /// Reads a proof out of a message.
    ///
    /// - Throws: `length` for a note or hash of the wrong size, `count` for too many hashes.
    package init(_ wire: WireLogProof) throws(WireError) {
        let length = wire.checkpoint.utf8.count
        guard (1...WireLimits.note).contains(length) else {
            throw .length(member: "checkpoint", found: length, expected: 1...WireLimits.note)
        }
        checkpoint = wire.checkpoint
        consistencyFrom = wire.consistencyFrom
        consistency = try Digest.proof(wire: wire.consistency, member: "consistency")
    }

    /// The proof as a message carries it.
    package var wire: WireLogProof {
        var wire = WireLogProof()
        wire.checkpoint = checkpoint
        wire.consistencyFrom = consistencyFrom
        wire.consistency = consistency.map(\.wire)
        return wire
    }
}
