import FaultPoints
package import Model
package import TransparencyLog

/// One tenant's append-only log: entries as exact bytes, an RFC 6962 tree, a signed checkpoint per commit.
///
/// `append` is safe to call from any number of tasks; reads run beside it. Time, key and storage come in by
/// initialiser.
package final class TenantLog: Sendable {
    /// The log's name, which is also the name of its key.
    package let origin: String
    /// The key that checkpoints verify with.
    package let verifierKey: NoteVerifierKey

    let storage: any LogStorage
    private let committer: LogCommitter

    /// Opens a log and checks that its tree, entries and newest checkpoint fit together and to the key.
    ///
    /// - Throws: `LogError`: `damaged`, `wrongKey`, `cannotRead` or `cannotWrite`.
    package init(
        storage: any LogStorage,
        signer: NoteSigner,
        limits: LogQueueLimits = LogQueueLimits(),
        clock: @escaping @Sendable () -> Timestamp
    ) async throws {
        origin = signer.verifierKey.name
        verifierKey = signer.verifierKey
        self.storage = storage
        committer = LogCommitter(storage: storage, signer: signer, limits: limits, clock: clock)
        try await committer.open()
    }

    /// Appends entries, together and in order, and returns when they and a checkpoint over them survive a power cut.
    ///
    /// Cancelling the caller does not take a queued call back. Of several calls each is judged for itself.
    /// - Throws: what a precondition throws; `LogError`: `alreadyLogged` (an answer lost after an earlier append shows
    ///   so), `queueFull`, `behind`, `forked`, `cannotWrite` (nothing appended; after a fault in the last step perhaps
    ///   all of it: repeat the call, claims keep it from standing twice).
    package func append(_ drafts: [LogDraft]) async throws -> [Appended] {
        try await committer.append(drafts)
    }

    /// Takes note of a checkpoint that a peer holds of this log.
    ///
    /// A note of a larger tree, or another tree, by the log's own key is kept for good; from then on `append` refuses
    /// until the log has caught up with it.
    /// - Throws: `LogError`: `behind`, `forked`, or `foreignNote` if it is not a note of this log.
    package func observe(note: String) async throws {
        try await committer.observe(note: note)
    }

    /// The number of entries.
    package func size() async throws -> UInt64 {
        try await storage.read { try $0.size() }
    }

    /// The exact bytes of an entry.
    package func leaf(at index: UInt64) async throws -> [UInt8] {
        try await storage.read { log in
            guard let leaf = try log.leaf(at: index) else {
                throw LogError.outOfRange(asked: index, size: try log.size())
            }
            return leaf
        }
    }

    /// Entries in order: at least one where there is one, then as many as fit into `maximumBytes`.
    package func leaves(in range: Range<UInt64>, maximumBytes: Int = 4 << 20) async throws -> [[UInt8]] {
        try await storage.read { try $0.leaves(in: range, maximumBytes: maximumBytes) }
    }

    /// The newest checkpoint; nil while the log is empty.
    package func latestCheckpoint() async throws -> StoredCheckpoint? {
        try await storage.read { try $0.latestCheckpoint() }
    }

    /// The checkpoint of the smallest tree with at least `size` entries.
    package func checkpoint(atOrAfter size: UInt64) async throws -> StoredCheckpoint? {
        try await storage.read { try $0.checkpoint(atOrAfter: size) }
    }

    /// Where something that may stand in the log once does stand.
    package func index(of claim: LogClaim) async throws -> UInt64? {
        try await storage.read { try $0.index(of: claim) }
    }

    /// The inclusion proof of an entry in the tree of a size, sibling first (RFC 9162 §2.1.3).
    package func inclusionProof(index: UInt64, size: UInt64) async throws -> [Digest] {
        let path = storage.path
        return try await storage.read { log in
            try Self.check(size, in: log)
            guard index < size else { throw LogError.outOfRange(asked: index, size: size) }
            return try Self.inclusion(index, size, in: log, path: path)
        }
    }

    /// The consistency proof between the trees of two sizes (RFC 9162 §2.1.4); empty from size 0.
    package func consistencyProof(from: UInt64, to: UInt64) async throws -> [Digest] {
        let path = storage.path
        return try await storage.read { log in
            try Self.check(to, in: log)
            guard from <= to else { throw LogError.outOfRange(asked: from, size: to) }
            return try Self.consistency(from, to, in: log, path: path)
        }
    }

    /// The root over the first `size` entries.
    package func root(of size: UInt64) async throws -> Digest {
        let path = storage.path
        return try await storage.read { log in
            try Self.check(size, in: log)
            return try Self.root(size, in: log, path: path)
        }
    }

    /// Hashes of a tile, `width` of them (c2sp.org/tlog-tiles): the roots of complete subtrees of tree level `8 * level`.
    package func tile(level: UInt8, index: UInt64, width: Int) async throws -> [Digest] {
        let path = storage.path
        return try await storage.read { log in
            let size = try log.size()
            guard level < 8, (1...256).contains(width), index <= size >> 8 else {
                throw LogError.outOfRange(asked: index, size: size)
            }
            let first = index << 8
            guard first + UInt64(width) <= size >> (8 * UInt64(level)) else {
                throw LogError.outOfRange(asked: first + UInt64(width), size: size)
            }
            return try (0..<UInt64(width)).map { try Self.node(8 * level, first + $0, in: log, path: path) }
        }
    }

    /// Keeps a witness's signature line, which the caller has verified, beside the checkpoint of its size.
    package func record(_ cosignature: StoredCosignature) async throws {
        try await storage.write { log in
            guard try log.checkpoint(atOrAfter: cosignature.size)?.size == cosignature.size else {
                throw LogError.outOfRange(asked: cosignature.size, size: try log.size())
            }
            try log.insert(cosignature: cosignature)
            try ControllerStep.logCosignature.reach(failingWith: LogError.full(storage.path))
        }
        ControllerStep.logCosignature.landed()
    }

    /// The note of a checkpoint with every cosignature kept for it; nil if no checkpoint has that size.
    package func cosignedNote(size: UInt64) async throws -> String? {
        try await storage.read { log in
            guard let checkpoint = try log.checkpoint(atOrAfter: size), checkpoint.size == size else { return nil }
            return try checkpoint.note + log.cosignatures(of: size).map(\.line).joined()
        }
    }

    /// The largest size with a cosignature.
    package func newestCosignedSize() async throws -> UInt64? {
        try await storage.read { try $0.newestCosignedSize() }
    }

    /// Writes a consistent copy as one file that `sqlite3` opens.
    package func export(to path: String) async throws {
        try await storage.export(to: path)
    }
}

/// Proofs over whichever reading the storage gives. Generic, so that the existential is opened once per proof.
extension TenantLog {
    private static func check(_ size: UInt64, in log: some LogReading) throws {
        let held = try log.size()
        guard size <= held else { throw LogError.outOfRange(asked: size, size: held) }
    }

    static func inclusion(_ index: UInt64, _ size: UInt64, in log: some LogReading, path: String) throws
        -> [Digest]
    {
        try InclusionProof.make(index: index, size: size, from: StoredNodes(log: log, path: path))
    }

    static func consistency(_ from: UInt64, _ to: UInt64, in log: some LogReading, path: String) throws
        -> [Digest]
    {
        try ConsistencyProof.make(from: from, to: to, nodes: StoredNodes(log: log, path: path))
    }

    private static func root(_ size: UInt64, in log: some LogReading, path: String) throws -> Digest {
        try StoredNodes(log: log, path: path).root(size: size)
    }

    private static func node(_ level: UInt8, _ index: UInt64, in log: some LogReading, path: String) throws -> Digest {
        try StoredNodes(log: log, path: path).node(level: level, index: index)
    }
}
