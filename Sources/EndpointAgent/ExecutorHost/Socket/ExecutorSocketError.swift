/// Why the executor's socket could not be opened.
package enum ExecutorSocketError: Error, Equatable, Sendable, CustomStringConvertible {
    case path(String)
    case folder(String)
    case inUse(String)
    case inherited

    package var description: String {
        switch self {
        case .path(let path): "\(path) cannot be the executor's socket; name an absolute path of at most 107 bytes"
        case .folder(let folder):
            "\(folder) must be a folder that belongs to root and that nobody else may write to; set its mode to 0755"
        case .inUse(let path): "another executor answers on \(path); stop it first"
        case .inherited: "the inherited descriptor is not one listening Unix stream socket; see the socket unit"
        }
    }
}
