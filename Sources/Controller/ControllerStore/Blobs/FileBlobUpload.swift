import ControllerCore
import Dispatch
import Glibc
import Synchronization
import TransparencyLog

/// A blob on its way into a file.
final class FileBlobUpload: BlobUpload {
    private let partial: PartialFile
    private let path: String
    private let expected: Digest
    private let limit: Int
    private let queue: DispatchQueue
    /// Bytes received; nil once the upload has ended.
    private let received = Mutex<Int?>(0)

    init(partial: PartialFile, path: String, expected: Digest, limit: Int, queue: DispatchQueue) {
        self.partial = partial
        self.path = path
        self.expected = expected
        self.limit = limit
        self.queue = queue
    }

    func append(_ bytes: [UInt8]) async throws {
        try await queue.run { [self] in
            do {
                try received.withLock { received in
                    guard let count = received else { throw BlobError.uploadEnded }
                    guard count + bytes.count <= limit else {
                        throw BlobError.tooLarge(bytes: count + bytes.count, limit: limit)
                    }
                    received = count + bytes.count
                }
                try bytes.withUnsafeBytes { try partial.write($0) }
            } catch {
                throw end(with: error)
            }
        }
    }

    func commit() async throws {
        try await queue.run { [self] in
            guard received.withLock({ $0 }) != nil else { throw BlobError.uploadEnded }
            do {
                // The digest is of what lies in the file, not of what was meant to be written.
                let found = try DurableFile.withContent(of: partial.path) { Digest(sha256Of: $0) }
                guard found == expected else { throw BlobError.digestMismatch(expected: expected, found: found) }
                // If the blob is there already this puts the same bytes in its place.
                try partial.publish(as: path)
                received.withLock { $0 = nil }
            } catch {
                throw end(with: error)
            }
        }
    }

    func abandon() async {
        received.withLock { $0 = nil }
        partial.abandon()
    }

    private func end(with error: any Error) -> BlobError {
        received.withLock { $0 = nil }
        partial.abandon()
        return error as? BlobError ?? .cannotWrite(path: path, cause: "\(error)")
    }
}
