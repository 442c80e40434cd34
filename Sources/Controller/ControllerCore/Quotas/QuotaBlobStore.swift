package import Model
import Synchronization
package import TransparencyLog

/// A blob store that gives each tenant so many bytes and no more.
///
/// How much a tenant has is measured once, when it first writes, and kept by counting. Two that store the same blob at
/// once are both counted, until the next start: the count errs on the side of refusing.
package final class QuotaBlobStore: BlobStore {
    /// Small texts have room of their own beyond the limit: a full quota must not keep people from saying why they stop
    /// something.
    private static let smallBytes = 1_024
    private static let spareBytes: UInt64 = 16 << 20

    private let store: any BlobStore
    private let limit: UInt64
    private let used = Mutex<[TenantID: UInt64]>([:])

    package init(_ store: any BlobStore, limit: UInt64) {
        self.store = store
        self.limit = limit
    }

    package var maximumBytes: Int { store.maximumBytes }

    /// - Throws: `QuotaError.blobBytes`, and as the store beneath.
    @discardableResult
    package func write(_ bytes: [UInt8], tenant: TenantID, expected: Digest?) async throws -> Digest {
        if try await store.contains(Digest(sha256Of: bytes), tenant: tenant) {
            return try await store.write(bytes, tenant: tenant, expected: expected)
        }
        try await reserve(bytes.count, tenant)
        do {
            return try await store.write(bytes, tenant: tenant, expected: expected)
        } catch {
            release(UInt64(bytes.count), tenant)
            throw error
        }
    }

    package func begin(tenant: TenantID, expected: Digest) async throws -> any BlobUpload {
        try await reserve(0, tenant)
        return QuotaBlobUpload(try await store.begin(tenant: tenant, expected: expected), of: tenant, in: self)
    }

    package func read(_ digest: Digest, tenant: TenantID) async throws -> [UInt8]? {
        try await store.read(digest, tenant: tenant)
    }

    package func contains(_ digest: Digest, tenant: TenantID) async throws -> Bool {
        try await store.contains(digest, tenant: tenant)
    }

    @discardableResult
    package func erase(_ digest: Digest, tenant: TenantID) async throws -> Bool {
        let size = try await store.size(of: digest, tenant: tenant) ?? 0
        guard try await store.erase(digest, tenant: tenant) else { return false }
        release(size, tenant)
        return true
    }

    package func size(of digest: Digest, tenant: TenantID) async throws -> UInt64? {
        try await store.size(of: digest, tenant: tenant)
    }

    package func usage(tenant: TenantID) async throws -> UInt64 {
        try await store.usage(tenant: tenant)
    }

    /// Takes room, or refuses.
    fileprivate func reserve(_ count: Int, _ tenant: TenantID) async throws {
        if used.withLock({ $0[tenant] == nil }) {
            let measured = try await store.usage(tenant: tenant)
            used.withLock { $0[tenant] = $0[tenant] ?? measured }
        }
        let isGiven = used.withLock { used in
            let held = used[tenant, default: 0]
            let limit = (1...Self.smallBytes).contains(count) ? limit + min(Self.spareBytes, .max - limit) : limit
            guard held <= limit, UInt64(count) <= limit - held else { return false }
            used[tenant] = held + UInt64(count)
            return true
        }
        guard isGiven else { throw QuotaError.blobBytes(limit: limit) }
    }

    fileprivate func release(_ count: UInt64, _ tenant: TenantID) {
        used.withLock { used in
            guard let held = used[tenant] else { return }
            used[tenant] = held - min(held, count)
        }
    }
}

/// An upload whose bytes are counted as they come, and given back if it comes to nothing.
private final class QuotaBlobUpload: BlobUpload {
    private let upload: any BlobUpload
    private let tenant: TenantID
    private let store: QuotaBlobStore
    private let taken = Mutex<UInt64>(0)

    init(_ upload: any BlobUpload, of tenant: TenantID, in store: QuotaBlobStore) {
        self.upload = upload
        self.tenant = tenant
        self.store = store
    }

    func append(_ bytes: [UInt8]) async throws {
        do {
            try await store.reserve(bytes.count, tenant)
        } catch {
            await abandon()
            throw error
        }
        taken.withLock { $0 += UInt64(bytes.count) }
        do {
            try await upload.append(bytes)
        } catch {
            giveBack()
            throw error
        }
    }

    func commit() async throws {
        do {
            try await upload.commit()
        } catch {
            giveBack()
            throw error
        }
    }

    func abandon() async {
        await upload.abandon()
        giveBack()
    }

    private func giveBack() {
        let count = taken.withLock { taken in
            defer { taken = 0 }
            return taken
        }
        store.release(count, tenant)
    }
}
