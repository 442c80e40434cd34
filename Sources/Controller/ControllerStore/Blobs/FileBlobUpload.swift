import ControllerCore
import Dispatch
import Glibc
import Model
import Synchronization
import TransparencyLog

/// A blob on its way into a file, or, as long as it is small, into memory.
final class FileBlobUpload: BlobUpload {
    private enum Held {
        case small([UInt8])
        case file(PartialFile, bytes: Int)
        case ended
    }

    private let store: FileBlobStore
    private let tenant: TenantID
    private let expected: Digest
    private let held = Mutex(Held.small([]))

    init(store: FileBlobStore, tenant: TenantID, expected: Digest) {
        self.store = store
        self.tenant = tenant
        self.expected = expected
    }

    func append(_ bytes: [UInt8]) async throws {
        do {
            if try isKept(bytes) { return }
            try await store.onQueue { [self] in try write(bytes) }
        } catch {
            throw end(with: error)
        }
    }

    /// Adds bytes to what is in memory, if that stays small.
    private func isKept(_ bytes: [UInt8]) throws -> Bool {
        try held.withLock { held in
            guard case .small(var content) = held else { return false }
            try check(content.count + bytes.count)
            guard content.count + bytes.count <= store.smallBytes else { return false }
            held = .small([])  // the array is ours alone, so it is not copied
            content += bytes
            held = .small(content)
            return true
        }
    }

    private func check(_ count: Int) throws {
        guard count <= store.maximumBytes else {
            throw BlobError.tooLarge(bytes: count, limit: store.maximumBytes)
        }
    }

    private func write(_ bytes: [UInt8]) throws {
        try held.withLock { held in
            let partial: PartialFile
            var count = 0
            switch held {
            case .ended: throw BlobError.uploadEnded
            case .small(let content):
                partial = try store.makePartial(tenant)
                held = .file(partial, bytes: 0)
                try content.withUnsafeBytes { try partial.write($0) }
                count = content.count
            case .file(let open, let written):
                partial = open
                count = written
            }
            count += bytes.count
            try check(count)
            try bytes.withUnsafeBytes { try partial.write($0) }
            held = .file(partial, bytes: count)
        }
    }

    func commit() async throws {
        let whole = held.withLock { held in
            defer { held = .ended }
            return held
        }
        do {
            switch whole {
            case .ended: throw BlobError.uploadEnded
            case .small(let content): try await store.write(content, tenant: tenant, expected: expected)
            case .file(let partial, _): try await store.onQueue { [self] in try publish(partial) }
            }
        } catch {
            throw end(with: error)
        }
    }

    private func publish(_ partial: PartialFile) throws {
        do {
            // The digest is of what lies in the file, not of what was meant to be written.
            let found = try DurableFile.withContent(of: partial.path) { Digest(sha256Of: $0) }
            guard found == expected else { throw BlobError.digestMismatch(expected: expected, found: found) }
            // If the blob is there already this puts the same bytes in its place.
            try partial.publish(as: store.path(expected, tenant))
        } catch {
            partial.abandon()
            throw error
        }
    }

    func abandon() async {
        drop()
    }

    private func drop() {
        held.withLock { held in
            if case .file(let partial, _) = held { partial.abandon() }
            held = .ended
        }
    }

    private func end(with error: any Error) -> BlobError {
        drop()
        return error as? BlobError ?? .cannotWrite(path: store.path(expected, tenant), cause: "\(error)")
    }
}
