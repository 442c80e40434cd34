// Where Dispatch is loaded first, its module is the one that declares `stat`.
internal import CDispatch
internal import FaultPoints
internal import Glibc

/// The agent's own folder: 0700, files 0600, every file whole and durable or as it was before.
package final class StateFolder: Sendable {
    /// The longest file of ours.
    static let limit = 1 << 20

    package let path: String
    /// Holds the lock for as long as this value lives.
    private let lock: Int32

    /// Opens the folder, makes it where it is missing, and keeps other agents out of it.
    ///
    /// - Throws: `file`, `folderMode` or `folderInUse`.
    package init(_ path: String) throws(AgentHostError) {
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw .file(attempt: "make", path: path, code: errno) }
        var status = stat()
        guard lstat(path, &status) == 0 else { throw .file(attempt: "look at", path: path, code: errno) }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw .file(attempt: "use", path: path, code: ENOTDIR) }
        guard status.st_uid == geteuid() else { throw .file(attempt: "use", path: path, code: EPERM) }
        guard status.st_mode & 0o077 == 0 else { throw .folderMode(path: path) }
        let name = path + "/lock"
        let descriptor = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .file(attempt: "open", path: name, code: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw .folderInUse(path: path)
        }
        self.path = path
        lock = descriptor
    }

    deinit { close(lock) }

    /// The file's content, nil when there is none.
    ///
    /// - Throws: `file`, or `damaged` for one that is far too long.
    func read(_ name: String) throws(AgentHostError) -> [UInt8]? {
        let file = path + "/" + name
        let descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            guard errno != ENOENT else { return nil }
            throw .file(attempt: "open", path: file, code: errno)
        }
        defer { close(descriptor) }
        var content: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = Glibc.read(descriptor, &piece, piece.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .file(attempt: "read", path: file, code: errno) }
            guard count > 0 else { return content }
            content.append(contentsOf: piece[0..<count])
            guard content.count <= Self.limit else { throw .damaged(path: file) }
        }
    }

    /// Replaces a file; content and name are on disk when this returns.
    ///
    /// The content is synchronised before the rename, so that the name never stands for a part of it, and the folder after
    /// it, since a new name may otherwise not survive a loss of power.
    func write(_ content: [UInt8], to name: String, _ step: AgentStep) throws(AgentHostError) {
        let file = path + "/" + name
        let draft = file + ".new"
        unlink(draft)
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .file(attempt: "create", path: draft, code: errno) }
        var failure: Int32 = 0
        var rest = content[...]
        while !rest.isEmpty, failure == 0 {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 { rest = rest.dropFirst(count) } else if errno != EINTR { failure = errno }
        }
        if failure == 0, fsync(descriptor) != 0 { failure = errno }
        close(descriptor)
        if failure == 0, step.fails() { failure = ENOSPC }
        if failure == 0, rename(draft, file) != 0 { failure = errno }
        guard failure == 0 else {
            unlink(draft)
            throw .file(attempt: "write", path: file, code: failure)
        }
        try synchronise()
        step.landed()
    }

    /// Removes a file if it is there; that is on disk when this returns.
    func remove(_ name: String, _ step: AgentStep) throws(AgentHostError) {
        let file = path + "/" + name
        try step.reach(failingWith: AgentHostError.file(attempt: "remove", path: file, code: ENOSPC))
        guard unlink(file) == 0 || errno == ENOENT else {
            throw .file(attempt: "remove", path: file, code: errno)
        }
        try synchronise()
        step.landed()
    }

    private func synchronise() throws(AgentHostError) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .file(attempt: "open", path: path, code: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .file(attempt: "synchronise", path: path, code: errno) }
    }
}
