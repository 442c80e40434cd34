// Where Dispatch is loaded first, its module is the one that declares `stat`.
import CDispatch
import Glibc
package import Model

/// The TZif files of a machine's tzdata package.
package struct TimeZoneFolder: TimeZoneSource {
    /// Where every Linux distribution that we know installs tzdata.
    package static let system = TimeZoneFolder(path: "/usr/share/zoneinfo")

    private let path: String

    /// A folder laid out like tzdata's.
    package init(path: String) {
        self.path = path
    }

    package func zone(_ name: ZoneName) -> TimeZoneFile? {
        try? load(name)
    }

    /// Reads one zone, with the reason where that fails.
    ///
    /// A `ZoneName` can't climb out of the folder.
    ///
    /// - Throws: `TimeZoneError`.
    package func load(_ name: ZoneName) throws(TimeZoneError) -> TimeZoneFile {
        let text = name.text
        guard SystemTimeZones.isPortable(name) else { throw .nameRefused(text) }
        return try TimeZoneFile(Self.contents(of: "\(path)/\(text)", named: text))
    }

    private static func contents(of path: String, named name: String) throws(TimeZoneError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .notFound(name) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw .notFound(name) }
        guard status.st_size <= TimeZoneFile.maximumBytes else { throw .size(Int(status.st_size)) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 8192)
        while bytes.count <= TimeZoneFile.maximumBytes {
            let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .notFound(name) }
            if count == 0 { break }
            bytes.append(contentsOf: chunk[..<count])
        }
        return bytes
    }
}
