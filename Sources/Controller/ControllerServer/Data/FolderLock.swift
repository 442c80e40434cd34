import Glibc

/// One process at a time works in a data folder: an advisory lock that the kernel drops with the process.
package final class FolderLock: Sendable {
    private let descriptor: Int32

    /// - Throws: `locked` while another process holds it.
    init(path: String) throws(DataFolderError) {
        let opened = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard opened >= 0 else { throw .system("open", path: path) }
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            let number = errno
            close(opened)
            throw number == EWOULDBLOCK ? .locked(path: path) : .system("lock", path: path, number: number)
        }
        // Only now: a value that is whole is torn down when an initialiser throws, and would close the number again.
        descriptor = opened
    }

    deinit {
        // A child between fork and exec still holds the descriptor: closing alone would leave the lock to it.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
