package import Model
package import TransparencyLog
package import Trust
package import Wire

/// A checkpoint of the pinned log that came with leaves: what every proof must pass, whatever it proves.
package struct OfferedCheckpoint: Sendable {
    /// Why a message's proof counts for nothing.
    package enum Fault: Error, Equatable, Sendable {
        /// A fault of the delivery, which changes nothing.
        case refused(RefusalCode)
        /// Two histories signed by the log's key: to be latched.
        case fork(ForkEvidence)
    }

    package let verified: VerifiedCheckpoint
    /// To which the time floor rises once ``prove(_:)`` has passed.
    package let floor: Timestamp?
    private let proof: LogProof
    private let stored: StoredCheckpoint?

    /// Reads the note: steps 2 and 3 of the gate, and whether it is a second history.
    ///
    /// A fork is seen here, before anybody asks for witnesses: two notes that the log's key has signed contradict each other
    /// whoever else has seen them. Without that signature nothing contradicts anything.
    package init(_ proof: LogProof, state: GateState, now: Timestamp) throws(Fault) {
        guard state.fork == nil else { throw .refused(.fork) }
        guard let verified = CheckpointRule.signed(proof, log: state.root) else { throw .refused(.checkpoint) }
        if let stored = state.checkpoint, ConsistencyRule.contradicts(verified, stored) {
            throw .fork(ForkEvidence(first: stored.note, second: verified.note, seen: now))
        }
        guard CheckpointRule.fitsReceipt(verified) else { throw .refused(.checkpoint) }
        self.verified = verified
        floor = verified.credibleTime(at: now)
        self.proof = proof
        stored = state.checkpoint
    }

    /// Steps 5 and 6: it extends the stored checkpoint and holds every leaf.
    package func prove(_ leaves: [LoggedLeaf]) throws(Fault) {
        if let code = ConsistencyRule.refusal(verified, proof: proof, stored: stored) { throw .refused(code) }
        guard !leaves.isEmpty, InclusionRule.holds(leaves, in: verified) else { throw .refused(.inclusion) }
    }

    package var witnesses: WitnessFacts { WitnessFacts(verified) }

    /// What is worth keeping once ``prove(_:)`` has passed.
    package var advance: StoredCheckpoint { StoredCheckpoint(verified) }
}

extension VerifiedCheckpoint {
    /// The newest time among the cosignatures that a right clock explains.
    ///
    /// A witness whose clock runs ahead is answered with `clock` while it cosigns, and keeps no device waiting after that.
    package func credibleTime(at now: Timestamp) -> Timestamp? {
        cosignatures.map { Timestamp(seconds: Int64(clamping: $0.time)) }
            .filter { !ValidityPeriod.isFromTheFuture($0, now: now) }
            .max()
    }
}
