package import Model
import Synchronization
package import TransparencyLog

/// Blobs in memory, for tests: the same rules as on disk, nothing durable.
package final class MemoryBlobStore: BlobStore {
    package let maximumBytes: Int
    private let blobs = Mutex<[TenantID: [Digest: [UInt8]]]>([:])

    package init(maximumBytes: Int = 1 << 20) {
        self.maximumBytes = maximumBytes
    }

    @discardableResult
    package func write(_ bytes: [UInt8], tenant: TenantID, expected: Digest?) async throws -> Digest {
        guard bytes.count <= maximumBytes else { throw BlobError.tooLarge(bytes: bytes.count, limit: maximumBytes) }
        let digest = Digest(sha256Of: bytes)
        if let expected, expected != digest { throw BlobError.digestMismatch(expected: expected, found: digest) }
        blobs.withLock { $0[tenant, default: [:]][digest] = bytes }
        return digest
    }

    package func begin(tenant: TenantID, expected: Digest) async throws -> any BlobUpload {
        Upload(store: self, tenant: tenant, expected: expected)
    }

    package func read(_ digest: Digest, tenant: TenantID) async throws -> [UInt8]? {
        blobs.withLock { $0[tenant]?[digest] }
    }

    package func contains(_ digest: Digest, tenant: TenantID) async throws -> Bool {
        blobs.withLock { $0[tenant]?[digest] != nil }
    }

    package func size(of digest: Digest, tenant: TenantID) async throws -> UInt64? {
        blobs.withLock { ($0[tenant]?[digest]).map { UInt64($0.count) } }
    }

    @discardableResult
    package func erase(_ digest: Digest, tenant: TenantID) async throws -> Bool {
        blobs.withLock { $0[tenant]?.removeValue(forKey: digest) != nil }
    }

    package func usage(tenant: TenantID) async throws -> UInt64 {
        blobs.withLock { $0[tenant]?.values.reduce(0) { $0 + UInt64($1.count) } ?? 0 }
    }

    private final class Upload: BlobUpload {
        private let store: MemoryBlobStore
        private let tenant: TenantID
        private let expected: Digest
        /// Nil once the upload has ended.
        private let received = Mutex<[UInt8]?>([])

        init(store: MemoryBlobStore, tenant: TenantID, expected: Digest) {
            self.store = store
            self.tenant = tenant
            self.expected = expected
        }

        func append(_ bytes: [UInt8]) async throws {
            let limit = store.maximumBytes
            try received.withLock { received in
                guard let count = received?.count else { throw BlobError.uploadEnded }
                guard count + bytes.count <= limit else {
                    received = nil
                    throw BlobError.tooLarge(bytes: count + bytes.count, limit: limit)
                }
                received?.append(contentsOf: bytes)
            }
        }

        func commit() async throws {
            let bytes = received.withLock { received in
                let bytes = received
                received = nil
                return bytes
            }
            guard let bytes else { throw BlobError.uploadEnded }
            try await store.write(bytes, tenant: tenant, expected: expected)
        }

        func abandon() async {
            received.withLock { $0 = nil }
        }
    }
}
