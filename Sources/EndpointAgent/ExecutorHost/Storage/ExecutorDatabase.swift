// Where Dispatch is loaded first, its module is the one that declares `stat`.
internal import CDispatch
internal import ExecutorCore
internal import FaultPoints
internal import Glibc
internal import Model
internal import SQLiteAccess
internal import Synchronization
internal import TransparencyLog

/// The executor's state in one SQLite file, for root alone.
///
/// Opened with `synchronous=FULL`: each change is on disk when its call returns. Extensions hold the calls, by concern.
package final class ExecutorDatabase: ExecutorStore {
    /// Unchecked, as the connection is reached under the lock below only; SQLite asks for no more than one thread at a time.
    private struct Guarded: @unchecked Sendable {
        let connection: SQLiteConnection
    }

    /// One connection, one call at a time: the executor's calls are few and short, and a reader never sees half a change.
    private let guarded: Mutex<Guarded>

    /// Opens the file, or makes it, mode 0600, in a folder that is there.
    ///
    /// - Throws: ``SystemError`` or ``SQLiteError`` if it cannot be opened durably; ``ExecutorStoreError/damaged(_:)`` if it
    ///   was written by a newer executor or by something else.
    package init(path: String) throws {
        try ExecutorDatabase.prepare(path)
        let opened = try SQLiteConnection(path: path)
        // What is deleted is overwritten: outputs and secrets' traces must not outlive their row in free pages.
        // The log of writes shrinks again after a large output.
        try opened.execute("PRAGMA secure_delete=ON; PRAGMA cache_size=-512; PRAGMA journal_size_limit=4194304")
        try ExecutorSchema.migrate(opened)
        guarded = Mutex(Guarded(connection: opened))
    }

    /// Moves all of the write-ahead log into the file, so that the file alone is a whole copy.
    package func settle() throws {
        try guarded.withLock { guarded in
            try ExecutorStep.settled.reach(failingWith: guarded.connection.full)
            try guarded.connection.checkpoint()
            ExecutorStep.settled.landed()
        }
    }

    func read<Value: Sendable>(_ body: (SQLiteConnection) throws -> Value) throws -> Value {
        try guarded.withLock { try body($0.connection) }
    }

    /// - Parameter outlivesPower: false for what says nothing any more once the machine has lost its power.
    func write<Value: Sendable>(
        _ step: ExecutorStep,
        outlivesPower: Bool = true,
        _ body: (SQLiteConnection) throws -> Value
    ) throws -> Value {
        try guarded.withLock { guarded in
            let connection = guarded.connection
            let value = try connection.transaction(outlivesPower: outlivesPower) {
                let value = try body(connection)
                try step.reach(failingWith: connection.full)
                return value
            }
            step.landed()
            return value
        }
    }

    /// Makes an empty file before SQLite does, which would leave its mode to our umask, and its name durable.
    private static func prepare(_ path: String) throws {
        let file = try Descriptor(opening: path, O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o600)
        var status = stat()
        guard fstat(file.number, &status) == 0 else { throw SystemError("look at \(path)", errno) }
        guard status.st_uid == geteuid(), status.st_mode & 0o077 == 0 else {
            throw SystemError("use \(path), which must belong to its user alone (mode 0600)", EPERM)
        }
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let parent = try Descriptor(opening: folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY)
        try ExecutorStep.stateFile.reach(failingWith: SystemError("write \(folder) to disk", ENOSPC))
        guard fsync(parent.number) == 0 else { throw SystemError("write \(folder) to disk", errno) }
        ExecutorStep.stateFile.landed()
    }
}

extension SQLiteConnection {
    /// What a write throws on a full disk.
    var full: SQLiteError { SQLiteError(path: path, code: 13, message: "database or disk is full") }
}
