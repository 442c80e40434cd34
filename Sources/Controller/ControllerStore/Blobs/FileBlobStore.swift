package import ControllerCore
import Dispatch
import FaultPoints
import Glibc
package import Model
import Synchronization
package import TransparencyLog

/// Blobs as files, `blobs/<tenant>/<sha256>`, each whole and durable or absent; a client's small ones together in one SQLite
/// file, `blobs/<tenant>.sqlite`.
///
/// A file is written under a temporary name, flushed, renamed, and the folder flushed: a reader sees all of it or
/// nothing, also after a power cut. Calls run on a queue of their own, so that a slow disk does not hold up tasks.
package final class FileBlobStore: BlobStore {
    package let maximumBytes: Int
    /// The most bytes of a blob that is kept with other small ones.
    let smallBytes: Int
    private let root: String
    private let smalls = Mutex<[TenantID: SmallBlobs]>([:])
    private let serial = Atomic<UInt64>(0)
    private let queue = DispatchQueue(label: "countersign.blobs", attributes: .concurrent)

    /// Opens the folder, makes it if it is absent, and removes what interrupted uploads have left.
    ///
    /// - Parameters:
    ///   - folder: the folder `blobs`.
    ///   - maximumBytes: the most bytes of one blob: 64 MiB of output and 32 bytes of salt.
    ///   - smallBytes: the most bytes of one that is not a file of its own.
    package init(folder: String, maximumBytes: Int = (64 << 20) + 32, smallBytes: Int = 16 << 10) throws {
        root = folder
        self.maximumBytes = maximumBytes
        self.smallBytes = smallBytes
        do {
            try DurableFile.makeFolder(folder)
            for tenant in try DurableFile.names(in: folder) where TenantID(tenant) != nil {
                for name in try DurableFile.names(in: "\(folder)/\(tenant)") where name.hasPrefix(Self.partialPrefix) {
                    DurableFile.remove("\(folder)/\(tenant)/\(name)")
                }
            }
        } catch {
            throw BlobError.cannotRead(path: folder, cause: "\(error)")
        }
    }

    @discardableResult
    package func write(_ bytes: [UInt8], tenant: TenantID, expected: Digest?) async throws -> Digest {
        guard bytes.count <= maximumBytes else { throw BlobError.tooLarge(bytes: bytes.count, limit: maximumBytes) }
        let digest = Digest(sha256Of: bytes)
        if let expected, expected != digest { throw BlobError.digestMismatch(expected: expected, found: digest) }
        if bytes.count <= smallBytes {
            try await small(tenant).write(bytes, digest)
            return digest
        }
        return try await onQueue { [self] in
            let path = path(digest, tenant)
            let partial = try makePartial(tenant)
            do {
                // Another writer may have renamed the same blob and not yet flushed the folder.
                guard !DurableFile.exists(path) else {
                    partial.abandon()
                    try DurableFile.sync(DurableFile.folder(of: path))
                    return digest
                }
                try bytes.withUnsafeBytes { try partial.write($0) }
                try partial.publish(as: path)
            } catch {
                partial.abandon()
                throw BlobError.cannotWrite(path: path, cause: "\(error)")
            }
            return digest
        }
    }

    package func begin(tenant: TenantID, expected: Digest) async throws -> any BlobUpload {
        FileBlobUpload(store: self, tenant: tenant, expected: expected)
    }

    package func read(_ digest: Digest, tenant: TenantID) async throws -> [UInt8]? {
        let path = path(digest, tenant)
        let limit = maximumBytes
        if let bytes = try await small(tenant).read(digest) { return bytes }
        return try await onQueue {
            let bytes: [UInt8]?
            do {
                bytes = try DurableFile.read(path, limit: limit)
            } catch {
                throw BlobError.cannotRead(path: path, cause: "\(error)")
            }
            guard let bytes else { return nil }
            guard Digest(sha256Of: bytes) == digest else { throw BlobError.damaged(path: path) }
            return bytes
        }
    }

    package func contains(_ digest: Digest, tenant: TenantID) async throws -> Bool {
        try await size(of: digest, tenant: tenant) != nil
    }

    package func size(of digest: Digest, tenant: TenantID) async throws -> UInt64? {
        let path = path(digest, tenant)
        if let size = try await small(tenant).size(of: digest) { return size }
        return try await onQueue { DurableFile.exists(path) ? DurableFile.size(path) : nil }
    }

    @discardableResult
    package func erase(_ digest: Digest, tenant: TenantID) async throws -> Bool {
        let path = path(digest, tenant)
        let wasSmall = try await small(tenant).erase(digest)
        return try await onQueue {
            guard DurableFile.exists(path) else { return wasSmall }
            try ControllerStep.blobErased.reach(failingWith: BlobError.cannotWrite(path: path, cause: "disk full"))
            guard unlink(path) == 0 else {
                guard errno == ENOENT else {
                    throw BlobError.cannotWrite(path: path, cause: "\(DurableFile.Fault(step: "remove", path: path))")
                }
                return wasSmall
            }
            do {
                try DurableFile.sync(DurableFile.folder(of: path))
            } catch {
                throw BlobError.cannotWrite(path: path, cause: "\(error)")
            }
            ControllerStep.blobErased.landed()
            return true
        }
    }

    package func usage(tenant: TenantID) async throws -> UInt64 {
        let folder = "\(root)/\(tenant)"
        let inFile = try await small(tenant).usage()
        return try await onQueue {
            do {
                return try DurableFile.names(in: folder).reduce(inFile) { $0 + DurableFile.size("\(folder)/\($1)") }
            } catch {
                throw BlobError.cannotRead(path: folder, cause: "\(error)")
            }
        }
    }

    /// A client's file of small blobs, opened when it is first asked for.
    private func small(_ tenant: TenantID) async throws -> SmallBlobs {
        if let open = smalls.withLock({ $0[tenant] }) { return open }
        return try await onQueue { [self] in
            try smalls.withLock { smalls in
                if let open = smalls[tenant] { return open }
                let path = "\(root)/\(tenant).sqlite"
                do {
                    let opened = try SmallBlobs(path: path)
                    smalls[tenant] = opened
                    return opened
                } catch {
                    throw BlobError.cannotRead(path: path, cause: SQLiteFault.text(error))
                }
            }
        }
    }

    static let partialPrefix = ".partial-"

    func path(_ digest: Digest, _ tenant: TenantID) -> String { "\(root)/\(tenant)/\(digest)" }

    func makePartial(_ tenant: TenantID) throws -> PartialFile {
        let folder = "\(root)/\(tenant)"
        let number = serial.wrappingAdd(1, ordering: .relaxed).newValue
        do {
            try DurableFile.makeFolder(folder)
            return try PartialFile(path: "\(folder)/\(Self.partialPrefix)\(getpid())-\(number)")
        } catch {
            throw BlobError.cannotWrite(path: folder, cause: "\(error)")
        }
    }

    func onQueue<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await queue.run(body)
    }
}

extension DispatchQueue {
    /// Runs blocking work away from the tasks' threads.
    func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            async { continuation.resume(with: Swift.Result { try body() }) }
        }
    }
}
