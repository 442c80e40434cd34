package import Model
package import TransparencyLog

/// Everything the executor must still know after a power cut.
///
/// Each method that changes something is one transaction: when it returns, all of it is on disk; when it throws, none of
/// it is. Callers treat any error as "nothing may run": a full or read-only disk stops admission, it never loses a receipt.
/// Methods may be called from any thread; each is atomic against the others.
package protocol ExecutorStore: Sendable {
    // MARK: Identity

    /// The device's identity, or nil before enrolment.
    func identity() throws -> ExecutorIdentity?

    /// Writes the identity, the first root and the enrolment file's checkpoint together, and begins the floor.
    ///
    /// - Throws: ``ExecutorStoreError/alreadyEnrolled`` if a root is held.
    func establish(
        _ identity: ExecutorIdentity,
        root: StoredRoot,
        checkpoint: StoredCheckpoint?,
        floor: Timestamp
    ) throws

    /// The enrolment statement that was made, so that asking again gives the same one; nil before.
    func enrolment() throws -> (statement: StatementText, signature: String)?

    /// Keeps the one enrolment statement.
    func keep(enrolment statement: StatementText, signature: String) throws

    /// Forgets the token, as the agent has its first certificate.
    func confirmEnrolment() throws

    // MARK: Trust

    /// Every root ever accepted, oldest first.
    func roots() throws -> [StoredRoot]

    /// Adds the next root and raises the floor.
    ///
    /// With `startsLog` the root names another log: the stored checkpoint is dropped and a fork of the old log no longer
    /// latches; its evidence stays.
    ///
    /// - Throws: ``ExecutorStoreError/rootVersion(held:offered:)`` unless its version is the next.
    func accept(root: StoredRoot, floor: Timestamp, startsLog: Bool) throws

    func checkpoint() throws -> StoredCheckpoint?

    /// Replaces the stored checkpoint and raises the floor.
    ///
    /// - Throws: ``ExecutorStoreError/checkpointBehind(held:offered:)`` if it is smaller than the stored one.
    func advance(checkpoint: StoredCheckpoint, floor: Timestamp) throws

    /// The fork that latches the gate, or nil.
    func fork() throws -> ForkEvidence?

    /// Latches the gate and keeps both notes. A second fork of the same log changes nothing.
    func latch(fork: ForkEvidence) throws

    /// The highest time seen in something signed by others; the device's own clock never counts.
    func timeFloor() throws -> Timestamp?

    // MARK: Evidence

    func deviceStatement() throws -> StoredDeviceStatement?

    /// The version of ``deviceStatement()``, whose leaf may be large; a version once held is never replaced by another text.
    func deviceVersion() throws -> UInt64?

    /// - Throws: ``ExecutorStoreError/deviceVersion(held:offered:)`` unless the version is higher than the held one.
    func record(deviceStatement: StoredDeviceStatement, floor: Timestamp) throws

    /// Denials seen of an operation, whether or not it was seen itself.
    func denials(of operation: OperationID) throws -> [StoredEvidence]

    func record(denial: StoredEvidence, of operation: OperationID, floor: Timestamp?) throws

    /// Cancels seen of an operation; one that comes first stays as a tombstone.
    func cancels(of operation: OperationID) throws -> [StoredEvidence]

    func record(cancel: StoredEvidence, of operation: OperationID, floor: Timestamp?) throws

    /// Statuses that name exactly this version and digest of the root, in the order they were recorded.
    func statuses(of root: RootReference) throws -> [StoredEvidence]

    func record(status: StoredEvidence, of root: RootReference, floor: Timestamp) throws

    /// Emergencies admitted here and not reviewed yet.
    func openEmergencies() throws -> [OpenEmergency]

    /// Keeps a proven review and closes the operation's emergencies, unless the reviewer is one of its own people.
    func record(review: StoredEvidence, of operation: OperationID, by person: PersonID) throws

    // MARK: Ledger

    /// Operations ever decided or admitted.
    func ledgerSize() throws -> UInt64

    func ledgerEntry(_ operation: OperationID) throws -> LedgerEntry?

    /// Operations that were admitted and have no receipt, oldest first: after a restart, the interrupted ones.
    func unfinished() throws -> [LedgerEntry]

    /// Writes the id, *admitted*, its emergencies, the floor, and the checkpoint that proved it. Only after this has returned
    /// may anything run.
    ///
    /// - Throws: ``ExecutorStoreError/alreadyDecided(_:)`` if the ledger holds the id, with any digest;
    ///   ``ExecutorStoreError/spoolFull`` if its receipt could not be kept.
    func admit(_ admission: Admission, advance: StoredCheckpoint?) throws

    /// Writes how the run's processes can be found again. Only after this has returned may the script start.
    ///
    /// It outlives this process, which is what it is for. A loss of power may take it back: then no process is left to be
    /// found, and *admitted* tells of the run.
    func began(_ operation: OperationID, at started: Timestamp, run: [UInt8]) throws

    // MARK: Receipts

    func chainEnd() throws -> ReceiptChainEnd

    /// Writes receipt, blobs, and the ledger's row together; a refused operation's id enters the ledger here.
    ///
    /// Room in the spool is asked for at admission (``admit(_:)``), never here for what has run: law 2 comes before a bound.
    ///
    /// - Throws: ``ExecutorStoreError/chain(held:offered:)`` unless it continues the chain;
    ///   ``ExecutorStoreError/alreadyDecided(_:)`` if the operation has a receipt;
    ///   ``ExecutorStoreError/spoolFull`` if the operation was never admitted and the spool is full.
    func decide(_ decision: Decision) throws

    /// Receipts after a sequence, oldest first: those not proven yet, or all that are kept.
    func spool(after sequence: UInt64, limit: Int, unprovenOnly: Bool) throws -> [SpooledReceipt]

    func receipt(_ sequence: UInt64) throws -> SpooledReceipt?

    func blobNames(of sequence: UInt64) throws -> [SpoolBlobName]

    /// Bytes of a blob from an offset on, at most so many; nil if the spool holds no such blob.
    ///
    /// May be shorter than asked for, and is empty only at the end. Only what is returned is read from the disk.
    func blob(_ sha256: Digest, from offset: UInt64, limit: Int) throws -> SpoolBlobPiece?

    func spoolUse() throws -> SpoolUse

    /// Marks a receipt as proven logged, with the checkpoint that proves it and the floor that comes with it.
    ///
    /// A second proof changes nothing of the receipt.
    func prove(sequence: UInt64, at time: Timestamp, advance: StoredCheckpoint?, floor: Timestamp?) throws

    /// Drops receipts proven before a time, with their blobs; the newest receipt stays, as the chain continues from it.
    ///
    /// Ledger ids stay for ever. Returns how many were dropped.
    func prune(provenBefore time: Timestamp) throws -> Int

    // MARK: Counters

    /// Counts a refusal that made no receipt.
    func count(_ code: String) throws

    func counters() throws -> [String: UInt64]
}

/// A change that the store's own rules refuse; each is a mistake or a race of the caller.
package enum ExecutorStoreError: Error, Equatable, Sendable, CustomStringConvertible {
    case alreadyEnrolled
    case notEnrolled
    case rootVersion(held: UInt64, offered: UInt64)
    case checkpointBehind(held: UInt64, offered: UInt64)
    case deviceVersion(held: UInt64, offered: UInt64)
    case alreadyDecided(OperationID)
    case notAdmitted(OperationID)
    case chain(held: UInt64, offered: UInt64)
    case noReceipt(UInt64)
    case spoolFull
    case damaged(String)

    package var description: String {
        switch self {
        case .alreadyEnrolled: "this device holds a trust root already; enrol it again with the local command of root"
        case .notEnrolled: "this device is not enrolled; install an enrolment file first"
        case .rootVersion(let held, let offered):
            "root version \(offered) does not follow version \(held); offer version \(held + 1)"
        case .checkpointBehind(let held, let offered):
            "checkpoint of size \(offered) is behind the stored size \(held); deliver a newer one"
        case .deviceVersion(let held, let offered):
            "device statement version \(offered) is not above the held version \(held); issue a higher version"
        case .alreadyDecided(let operation): "operation \(operation) was decided before; issue a new operation"
        case .notAdmitted(let operation): "operation \(operation) was never admitted; admit it first"
        case .chain(let held, let offered):
            "receipt \(offered) does not continue the chain, whose newest is \(held); build it again"
        case .noReceipt(let sequence): "the spool holds no receipt \(sequence)"
        case .spoolFull: "the receipt spool is full; connect the device so that receipts can be logged"
        case .damaged(let what): "the executor's database holds an unreadable \(what); enrol the device again"
        }
    }
}
