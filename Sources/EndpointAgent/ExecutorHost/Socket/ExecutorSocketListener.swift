// Where Dispatch is loaded first, its module is the one that declares `stat`.
internal import CDispatch
internal import CLinux
internal import Glibc

/// A Unix socket that listens for the agent: made here, or inherited from systemd.
package struct ExecutorSocketListener: ~Copyable {
    let descriptor: Int32
    /// Removed at the end, nil for an inherited socket.
    private let path: String?

    /// Longest path that fits an address (unix(7)).
    private static let longestPath = 107

    /// Makes a socket that only one user may connect to.
    ///
    /// A socket file that nobody listens on is replaced; one that answers, or a file of another kind, is not.
    ///
    /// - Throws: ``ExecutorSocketError`` if the folder could be written to by others, or another executor is running.
    package init(path: String, for user: UInt32) throws {
        guard path.utf8.count <= Self.longestPath, path.hasPrefix("/") else { throw ExecutorSocketError.path(path) }
        try Self.checkFolder(of: path)
        try Self.clear(path)
        let made = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard made >= 0 else { throw SystemError("make a socket", errno) }
        // Nobody can connect before listen(): the mode is right by then, without touching the umask of other threads.
        let isReady =
            UnixAddress.with(path) { bind(made, $0, $1) } == 0 && chmod(path, 0o600) == 0
            && (user == geteuid() || chown(path, user, gid_t.max) == 0) && listen(made, 4) == 0
        guard isReady else {
            let code = errno
            close(made)
            throw SystemError("listen on \(path)", code)
        }
        descriptor = made
        self.path = path
    }

    /// Takes the one socket that systemd passes on activation (sd_listen_fds(3)), nil if it has passed none.
    ///
    /// - Parameters:
    ///   - process: `LISTEN_PID` of the environment.
    ///   - count: `LISTEN_FDS` of the environment.
    /// - Throws: ``ExecutorSocketError/inherited`` if what was passed is not one listening Unix socket.
    package static func inherited(process: String?, count: String?) throws -> ExecutorSocketListener? {
        guard let process, let count, process == "\(getpid())" else { return nil }
        let first: Int32 = 3
        guard count == "1", option(SO_DOMAIN, of: first) == AF_UNIX, option(SO_ACCEPTCONN, of: first) == 1,
            option(SO_TYPE, of: first) == Int32(SOCK_STREAM.rawValue), fcntl(first, F_SETFD, FD_CLOEXEC) == 0,
            fcntl(first, F_SETFL, O_NONBLOCK) == 0
        else { throw ExecutorSocketError.inherited }
        return ExecutorSocketListener(descriptor: first)
    }

    private init(descriptor: Int32) {
        self.descriptor = descriptor
        path = nil
    }

    deinit {
        close(descriptor)
        if let path { unlink(path) }
    }

    private static func option(_ name: Int32, of socket: Int32) -> Int32? {
        var value: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(socket, SOL_SOCKET, name, &value, &size) == 0 ? value : nil
    }

    /// Whoever may write to the folder could put a socket of their own in our place.
    private static func checkFolder(of path: String) throws {
        let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
        let folder = parent.isEmpty ? "/" : parent
        var status = stat()
        guard lstat(folder, &status) == 0 else { throw SystemError("look at \(folder)", errno) }
        let isFolder = status.st_mode & S_IFMT == S_IFDIR
        let isOurs = status.st_uid == 0 || status.st_uid == geteuid()
        guard isFolder, isOurs, status.st_mode & 0o022 == 0 else { throw ExecutorSocketError.folder(folder) }
    }

    private static func clear(_ path: String) throws {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw ExecutorSocketError.path(path) }
        let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(probe) }
        guard UnixAddress.with(path, { connect(probe, $0, $1) }) != 0, errno == ECONNREFUSED else {
            throw ExecutorSocketError.inUse(path)
        }
        unlink(path)
    }
}

/// Addresses of Unix sockets.
enum UnixAddress {
    /// Calls the body with the address of a path, which must fit; nil would never be passed on.
    static func with(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            errno = ENAMETOOLONG
            return -1
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
