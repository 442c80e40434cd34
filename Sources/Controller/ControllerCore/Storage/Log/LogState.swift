import Model
import TransparencyLog

/// What the committer carries from one commit to the next; read from the storage again after any fault.
struct LogState: Sendable {
    /// The right edge of the tree.
    var frontier: MerkleFrontier
    /// The newest entry's time; nil in an empty log.
    var lastTime: Timestamp?
    /// How many notes of others had been kept when this was read.
    private(set) var evidenceCount = 0
    /// The largest tree that the log's own key is known to have signed elsewhere, if that is beyond this one.
    var seenAhead: UInt64?
    /// A tree that contradicts this one, signed by the log's own key.
    var fork: LogError?

    /// Reads the state, and checks that tree, entries and newest checkpoint belong together.
    ///
    /// - Throws: `damaged` when they do not, `wrongKey` when `key` did not sign that checkpoint.
    init(reading log: some LogReading, key: NoteVerifierKey, path: String) throws {
        let size = try log.size()
        frontier = try Self.frontier(of: size, in: log, path: path)
        lastTime = nil
        if size > 0 {
            guard let leaf = try log.leaf(at: size - 1), let time = EntryTime.read(leaf) else {
                throw LogError.damaged(path: path, finding: "entry \(size - 1) has no readable time")
            }
            lastTime = time
        }
        try Self.check(try log.latestCheckpoint(), against: frontier, key: key, path: path)
        let kept = try log.evidence()
        for evidence in kept { try judge(evidence, in: log, key: key) }
        evidenceCount = kept.count
    }

    /// The tree's right edge out of the stored nodes.
    private static func frontier(of size: UInt64, in log: some LogReading, path: String) throws -> MerkleFrontier {
        guard let frontier = try StoredNodes(log: log, path: path).frontier(size: size) else {
            throw LogError.damaged(path: path, finding: "its tree nodes do not make a tree of size \(size)")
        }
        return frontier
    }

    private static func check(
        _ latest: StoredCheckpoint?,
        against frontier: MerkleFrontier,
        key: NoteVerifierKey,
        path: String
    ) throws {
        guard let latest else {
            guard frontier.size == 0 else {
                throw LogError.damaged(path: path, finding: "it has \(frontier.size) entries and no checkpoint")
            }
            return
        }
        let checkpoint: Checkpoint
        do {
            checkpoint = try OwnNote.checkpoint(latest.note, key: key)
        } catch {
            throw LogError.wrongKey(origin: key.name, cause: "\(error)")
        }
        guard checkpoint.size == latest.size, checkpoint.size == frontier.size, checkpoint.root == frontier.root else {
            throw LogError.damaged(
                path: path,
                finding: "the checkpoint of size \(checkpoint.size) does not fit the \(frontier.size) entries"
            )
        }
    }

    /// Compares a note by the log's own key with the tree.
    mutating func judge(_ evidence: StoredCheckpoint, in log: some LogReading, key: NoteVerifierKey) throws {
        let checkpoint = try OwnNote.checkpoint(evidence.note, key: key)
        guard checkpoint.size <= frontier.size else {
            seenAhead = max(seenAhead ?? 0, checkpoint.size)
            return
        }
        let stored = try StoredNodes(log: log, path: key.name).root(size: checkpoint.size)
        if stored != checkpoint.root {
            fork = .forked(size: checkpoint.size, stored: stored, seen: checkpoint.root)
        }
    }

    /// Why nothing may be appended now, if so.
    var refusal: LogError? {
        if let fork { return fork }
        guard let seenAhead, seenAhead > frontier.size else { return nil }
        return .behind(size: frontier.size, seen: seenAhead)
    }
}
