package import Model
package import Trust

/// What the executor holds when a delivery comes: read from its store once, then only judged.
package struct GateState: Sendable {
    package var device: DeviceID
    package var trust: TrustState
    /// Nil until a first proof has verified, unless the enrolment file brought one.
    package var checkpoint: StoredCheckpoint?
    /// The latch: two histories signed by the log's key.
    package var fork: ForkEvidence?
    /// Somebody with root on this machine has stopped all execution.
    package var isStopped: Bool
    package var standing: DeviceStanding?
    package var floor: Timestamp?
    package var running: Set<ConflictName>
    package var runs: Int
    package var spool: SpoolUse

    package init(
        device: DeviceID,
        trust: TrustState,
        checkpoint: StoredCheckpoint?,
        fork: ForkEvidence?,
        isStopped: Bool,
        standing: DeviceStanding?,
        floor: Timestamp?,
        running: Set<ConflictName>,
        runs: Int,
        spool: SpoolUse
    ) {
        self.device = device
        self.trust = trust
        self.checkpoint = checkpoint
        self.fork = fork
        self.isStopped = isStopped
        self.standing = standing
        self.floor = floor
        self.running = running
        self.runs = runs
        self.spool = spool
    }

    package var root: TrustRoot {
        trust.root
    }

    /// The time floor: what the root was issued at, or anything later that others have signed.
    package var lowestTime: Timestamp {
        max(root.issued, floor ?? root.issued)
    }
}

/// What the executor remembers of one operation id.
package struct OperationHistory: Sendable {
    package var recorded: LedgerEntry?
    package var cancels: [WordFact]
    package var denials: [WordFact]

    package init(recorded: LedgerEntry? = nil, cancels: [WordFact] = [], denials: [WordFact] = []) {
        self.recorded = recorded
        self.cancels = cancels
        self.denials = denials
    }
}
