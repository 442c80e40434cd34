package import Model
package import TransparencyLog

/// What may have to be forgotten, kept beside a tenant's log: reasons, comments, outputs, and scripts.
///
/// A blob is named by the SHA-256 of its bytes. An erasable one begins with its 32 bytes of salt, so that the digest in
/// a leaf tells nothing once the blob is gone (docs/protocol.md). Nothing is shared between tenants: the same content
/// of two tenants is stored twice, and erased for each alone.
package protocol BlobStore: Sendable {
    /// The most bytes of one blob.
    var maximumBytes: Int { get }

    /// Stores a blob; on disk when this returns. Storing what is there already changes nothing.
    ///
    /// - Throws: `BlobError.tooLarge`, `cannotWrite`, or `digestMismatch` if `expected` is given and is not the digest.
    @discardableResult
    func write(_ bytes: [UInt8], tenant: TenantID, expected: Digest?) async throws -> Digest

    /// Begins a blob that comes in pieces; it exists once it is committed.
    func begin(tenant: TenantID, expected: Digest) async throws -> any BlobUpload

    /// The bytes, with their digest checked again; nil for what was never stored or has been erased.
    ///
    /// - Throws: `BlobError.cannotRead`, `damaged`.
    func read(_ digest: Digest, tenant: TenantID) async throws -> [UInt8]?

    /// Whether there is such a blob; its content is not looked at.
    func contains(_ digest: Digest, tenant: TenantID) async throws -> Bool

    /// The bytes that a blob takes; nil if there is none.
    func size(of digest: Digest, tenant: TenantID) async throws -> UInt64?

    /// Forgets a blob for good. True if there was one.
    ///
    /// Leaves that name it stay true and silent: show it as erased, never as empty.
    @discardableResult
    func erase(_ digest: Digest, tenant: TenantID) async throws -> Bool

    /// The bytes that a tenant's blobs take.
    func usage(tenant: TenantID) async throws -> UInt64
}

/// A blob on its way in.
///
/// An upload that is neither committed nor abandoned leaves a partial file, which the next start of the store removes.
package protocol BlobUpload: Sendable {
    /// Adds bytes at the end.
    ///
    /// - Throws: `BlobError.tooLarge`, `cannotWrite`; the upload is then abandoned.
    func append(_ bytes: [UInt8]) async throws

    /// Checks the digest and gives the blob its name; on disk when this returns.
    ///
    /// - Throws: `BlobError.digestMismatch`, `cannotWrite`; the upload is then abandoned.
    func commit() async throws

    /// Drops what has come.
    func abandon() async
}
