import Glibc
package import Model

/// The controller's folder: configuration, keys, logs, blobs, and what can be made again.
///
/// ```
/// configuration.json         names and ports
/// keys/                      authorities, certificates and log keys, 0600 each
/// logs/<tenant>.sqlite       the truth
/// blobs/<tenant>/<sha256>    what may be erased, and scripts
/// fleet.sqlite               a projection; `rebuild` makes it again
/// runtime.sqlite             tokens, certificates, what devices last reported
/// lock                       held by the process that works here
/// ```
package struct DataFolder: Hashable, Sendable {
    package let path: String

    /// Makes a new folder (0700); refuses one that holds anything.
    package static func create(at path: String) throws(DataFolderError) -> DataFolder {
        let folder = DataFolder(path: path)
        if PrivateFile.exists(path) {
            guard PrivateFile.names(in: path) == [] else { throw .notEmpty(path: path) }
            guard chmod(path, 0o700) == 0 else { throw .system("restrict", path: path) }
        } else {
            try PrivateFile.makeFolder(path)
        }
        for name in ["keys", "logs", "blobs"] { try PrivateFile.makeFolder("\(path)/\(name)") }
        return folder
    }

    /// Takes up a folder that `create` made.
    package init(opening path: String) throws(DataFolderError) {
        self.init(path: path)
        guard PrivateFile.exists(configuration) else { throw .absent(path: path) }
    }

    private init(path: String) {
        self.path = path
    }

    /// Keeps other processes out for as long as the lock lives.
    package func lock() throws(DataFolderError) -> FolderLock {
        try FolderLock(path: "\(path)/lock")
    }

    package var configuration: String { "\(path)/configuration.json" }
    package var providerRoot: String { "\(path)/provider-root.json" }
    package var blobs: String { "\(path)/blobs" }
    package var fleet: String { "\(path)/fleet.sqlite" }
    package var runtime: String { "\(path)/runtime.sqlite" }

    package func key(_ name: String) -> String { "\(path)/keys/\(name)" }

    package func log(_ tenant: TenantID) -> String { "\(path)/logs/\(tenant).sqlite" }

    /// Copies of logs on their way to a reader; emptied at each start.
    package var exports: String { "\(path)/exports" }

    /// The tenants that have a log file, in order.
    package func tenants() -> [TenantID] {
        (PrivateFile.names(in: "\(path)/logs") ?? []).compactMap { name in
            name.hasSuffix(".sqlite") ? TenantID(String(name.dropLast(7))) : nil
        }
    }
}
