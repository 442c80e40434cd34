// Where Dispatch is loaded first, its module is the one that declares `stat`.
import CDispatch
import ControllerCore
import Glibc

/// Copies of logs on their way to a reader.
///
/// Each goes when its reader is done, and all go at a start.
struct ExportFolder: Sendable {
    private let path: String

    /// Makes the folder, or empties it.
    init(path: String) throws {
        self.path = path
        if PrivateFile.exists(path) {
            for name in PrivateFile.names(in: path) ?? [] { PrivateFile.remove("\(path)/\(name)") }
        } else {
            try PrivateFile.makeFolder(path)
        }
    }

    /// A consistent copy of a log, open; its name is gone already, so nothing is left behind.
    func copy(_ log: TenantLog) async throws -> ExportedFile {
        let name = "\(path)/\(UInt64.random(in: .min ... .max)).sqlite"
        try await log.export(to: name)
        defer { PrivateFile.remove(name) }
        return try ExportedFile(name)
    }
}

/// An open file, read once.
final class ExportedFile: Sendable {
    let bytes: Int
    private let descriptor: Int32

    fileprivate init(_ path: String) throws(DataFolderError) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw .system("open", path: path) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let error = DataFolderError.system("stat", path: path)
            close(descriptor)
            throw error
        }
        bytes = Int(status.st_size)
    }

    deinit {
        close(descriptor)
    }

    /// The file's content in pieces of 256 KiB, read as they are taken.
    func chunks() -> AsyncThrowingStream<[UInt8], any Error> {
        let offset = Offset()
        return AsyncThrowingStream {
            var chunk = [UInt8](repeating: 0, count: 256 << 10)
            while true {
                let count = chunk.withUnsafeMutableBytes {
                    pread(self.descriptor, $0.baseAddress, $0.count, offset.value)
                }
                if count < 0 {
                    guard errno == EINTR else { throw DataFolderError.system("read", path: "a log's copy") }
                    continue
                }
                guard count > 0 else { return nil }
                offset.value += count
                return Array(chunk[..<count])
            }
        }
    }

    /// Where the one reader is.
    private final class Offset: @unchecked Sendable {
        // Used by the closure of one stream, whose calls follow one another.
        var value = 0
    }
}
