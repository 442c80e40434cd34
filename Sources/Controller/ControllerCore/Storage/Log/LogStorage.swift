package import TransparencyLog

/// A log as one transaction sees it.
package protocol LogReading {
    /// The number of entries.
    func size() throws -> UInt64
    /// The exact bytes of an entry; nil beyond the end.
    func leaf(at index: UInt64) throws -> [UInt8]?
    /// Entries in order, at least one where there is one, then as many as fit into `maximumBytes`.
    func leaves(in range: Range<UInt64>, maximumBytes: Int) throws -> [[UInt8]]
    /// The root of a complete subtree by its place in ``NodeOrder``; nil where none is stored.
    func node(at place: UInt64) throws -> Digest?
    /// How many nodes are stored.
    func nodeCount() throws -> UInt64
    /// The newest checkpoint.
    func latestCheckpoint() throws -> StoredCheckpoint?
    /// The checkpoint of the smallest tree that has at least `size` entries.
    func checkpoint(atOrAfter size: UInt64) throws -> StoredCheckpoint?
    /// Where a claim was made.
    func index(of claim: LogClaim) throws -> UInt64?
    /// Notes by the log's own key that others showed and that this log did not have.
    func evidence() throws -> [StoredCheckpoint]
    /// The cosignatures of a checkpoint, by witness.
    func cosignatures(of size: UInt64) throws -> [StoredCosignature]
    /// The newest checkpoint that has any cosignature, not beyond `size`.
    func newestCosignedSize() throws -> UInt64?
}

/// A log as the one writing transaction sees it, its own writes included.
package protocol LogWriting: LogReading {
    /// Adds the next entry.
    func insert(leaf: [UInt8], at index: UInt64) throws
    /// Adds roots of complete subtrees, in ``NodeOrder``, after those that are stored: `place` is their number.
    func insert(nodes: [Digest], at place: UInt64) throws
    /// Adds a checkpoint, larger than all before.
    func insert(checkpoint: StoredCheckpoint) throws
    /// Notes where a claim was made, or tells where it had been.
    func insert(claim: LogClaim, index: UInt64) throws -> UInt64?
    /// Takes back a claim of this transaction.
    func remove(claim: LogClaim) throws
    /// Keeps a note that shows this log behind or forked; the same one twice is kept once.
    func insert(evidence: StoredCheckpoint) throws
    /// Keeps a cosignature, in place of an older one of the same witness and size.
    func insert(cosignature: StoredCosignature) throws
    /// Drops nodes and claims, which are about to be made again from the leaves.
    func removeDerived() throws
}

/// Where one tenant's log lies.
///
/// Implementations are judged by one test suite.
///
/// **Durability**: when `write` returns, its changes survive a power cut. When it throws they are absent, save that a
/// fault in the very last step may leave them present: the caller reads the state again before it goes on.
/// **Concurrency**: writes are serial; reads may run beside them and see whole transactions only.
package protocol LogStorage: Sendable {
    /// The file, or another name, for messages.
    var path: String { get }
    /// Runs one reading transaction.
    func read<Result: Sendable>(_ body: @Sendable (any LogReading) throws -> Result) async throws -> Result
    /// Runs one writing transaction.
    func write<Result: Sendable>(_ body: @Sendable (any LogWriting) throws -> Result) async throws -> Result
    /// Writes a consistent copy as one plain SQLite file; refuses to overwrite.
    func export(to path: String) async throws
}
