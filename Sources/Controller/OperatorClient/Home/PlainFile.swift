import Foundation
import Glibc

/// Whole files, read and written with a cause for each failure.
package enum PlainFile {
    /// The most bytes of a file that is read into memory.
    package static let largest = 64 << 20

    package static func read(_ path: String, limit: Int = PlainFile.largest) throws(ClientError) -> [UInt8] {
        guard let bytes = try readIfPresent(path, limit: limit) else {
            throw .unreadable(path: path, cause: "there is no such file")
        }
        return bytes
    }

    package static func readIfPresent(_ path: String, limit: Int = PlainFile.largest) throws(ClientError) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .unreadable(path: path, cause: Self.cause())
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count >= 0 else {
                if errno == EINTR { continue }
                throw .unreadable(path: path, cause: Self.cause())
            }
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: buffer[..<count])
            guard bytes.count <= limit else { throw .unreadable(path: path, cause: "it has more than \(limit) bytes") }
        }
    }

    /// Writes beside the file and renames: what is there is whole, always.
    package static func write(_ bytes: [UInt8], to path: String, mode: UInt32 = 0o600) throws(ClientError) {
        let temporary = "\(path).\(getpid()).new"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode)
        guard descriptor >= 0 else { throw .unwritable(path: path, cause: Self.cause()) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count >= 0 else {
                if errno == EINTR { continue }
                let cause = Self.cause()
                close(descriptor)
                unlink(temporary)
                throw .unwritable(path: path, cause: cause)
            }
            rest = rest.dropFirst(count)
        }
        let isSynced = fsync(descriptor) == 0
        let isClosed = close(descriptor) == 0
        guard isSynced, isClosed, rename(temporary, path) == 0 else {
            let cause = Self.cause()
            unlink(temporary)
            throw .unwritable(path: path, cause: cause)
        }
    }

    package static func makeFolder(_ path: String) throws(ClientError) {
        do {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw .unwritable(path: path, cause: "the folder can't be made")
        }
    }

    package static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    private static func cause() -> String {
        String(cString: strerror(errno))
    }
}
