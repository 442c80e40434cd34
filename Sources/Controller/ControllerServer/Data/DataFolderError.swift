import Glibc

/// What is wrong with the controller's data folder, and what to do about it.
package enum DataFolderError: Error, Equatable, Sendable {
    /// A system call failed.
    case system(step: String, path: String, cause: String)
    /// `init` was told to use a folder that holds something.
    case notEmpty(path: String)
    /// There is no data folder here.
    case absent(path: String)
    /// Another process uses the folder.
    case locked(path: String)
    /// A file is far longer than it could be.
    case tooLarge(path: String, limit: Int)
    /// A file is not UTF-8.
    case notText(path: String)
    /// A file's content is not what its name says.
    case unreadable(path: String, cause: String)
    /// The key of a tenant's log is missing.
    case logKeyMissing(tenant: String, path: String)

    static func system(_ step: String, path: String, number: Int32 = errno) -> DataFolderError {
        .system(step: step, path: path, cause: String(cString: strerror(number)))
    }
}

extension DataFolderError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .system(let step, let path, let cause):
            "cannot \(step) \(path): \(cause); check the disk's room, how it is mounted, and whose the folder is"
        case .notEmpty(let path):
            "\(path) exists and is not empty; name a new folder, nothing is overwritten"
        case .absent(let path):
            "\(path) is no controller's data folder; make one with: countersign-controller init --data \(path) …"
        case .locked(let path):
            "\(path) is in use by another countersign-controller; stop that one first"
        case .tooLarge(let path, let limit):
            "\(path) has more than \(limit) bytes; it is not a file of this folder"
        case .notText(let path):
            "\(path) is not UTF-8 text; restore it from a backup"
        case .unreadable(let path, let cause):
            "\(path) cannot be used: \(cause); restore it from a backup"
        case .logKeyMissing(let tenant, let path):
            "the log key of \(tenant) is missing at \(path); restore it from a backup, its log can't go on without it"
        }
    }
}
