import ControllerCore
import Model
import TransparencyLog
import Wire

/// The blobs that come over one connection: in order, few at a time, and dropped if no receipt names them.
///
/// Used by the one task that reads the connection.
struct BlobIntake {
    /// What keeps a device from filling the disk with what nobody signed for.
    enum Fault: Error, Equatable {
        case outOfOrder
        case tooMany
    }

    /// Blobs on their way at once: a receipt names two.
    static let uploads = 2
    /// Whole blobs that wait for their receipt.
    static let unclaimed = 8

    private struct Upload {
        let upload: any BlobUpload
        let total: UInt64
        var offset: UInt64
    }

    private let blobs: any BlobStore
    private let tenant: TenantID
    private var uploads: [Digest: Upload] = [:]
    /// Blobs that came over this connection, were not here before, and that no receipt has named; oldest first.
    private var waiting: [Digest] = []
    /// Blobs that there was no room for: the rest of each is passed over until it begins anew.
    private var dropped: Set<Digest> = []

    /// What became of the blobs that a receipt names.
    enum Claim: Hashable {
        case complete
        /// One has not come, or not whole.
        case missing
        /// There was no room for one.
        case noRoom
    }

    init(blobs: any BlobStore, tenant: TenantID) {
        self.blobs = blobs
        self.tenant = tenant
    }

    /// Takes a piece in.
    ///
    /// - Throws: `Fault` and what is the device's own fault. Want of room is none: it is thrown once, as `QuotaError` or
    ///   `BlobError.cannotWrite`, and remembered until the device sends the blob again.
    mutating func take(_ part: BlobPart) async throws {
        if part.offset == 0 { dropped.remove(part.sha256) }
        guard !dropped.contains(part.sha256) else { return }
        do {
            try await store(part)
        } catch let error where Self.isWantOfRoom(error) {
            uploads[part.sha256] = nil
            if dropped.count < Self.unclaimed { dropped.insert(part.sha256) }
            throw error
        }
    }

    static func isWantOfRoom(_ error: any Error) -> Bool {
        switch error {
        case is QuotaError, BlobError.cannotWrite: true
        default: false
        }
    }

    private mutating func store(_ part: BlobPart) async throws {
        var upload: Upload
        if let known = uploads[part.sha256] {
            guard known.offset == part.offset, known.total == part.total else {
                // The device began anew, after a problem or at another place: so do we.
                uploads[part.sha256] = nil
                await known.upload.abandon()
                guard part.offset == 0 else { throw Fault.outOfOrder }
                return try await store(part)
            }
            upload = known
        } else {
            guard part.offset == 0 else {
                // The rest of one that is here already.
                guard try await blobs.contains(part.sha256, tenant: tenant) else { throw Fault.outOfOrder }
                return
            }
            guard try await !blobs.contains(part.sha256, tenant: tenant) else { return }
            guard uploads.count < Self.uploads else { throw Fault.tooMany }
            guard part.total <= UInt64(blobs.maximumBytes) else { throw Fault.tooMany }
            upload = Upload(
                upload: try await blobs.begin(tenant: tenant, expected: part.sha256),
                total: part.total,
                offset: 0
            )
        }
        try await upload.upload.append(part.content)
        upload.offset += UInt64(part.content.count)
        guard upload.offset == upload.total else {
            uploads[part.sha256] = upload
            return
        }
        uploads[part.sha256] = nil
        try await upload.upload.commit()
        waiting.append(part.sha256)
        if waiting.count > Self.unclaimed { try await blobs.erase(waiting.removeFirst(), tenant: tenant) }
    }

    /// Whether all blobs of a receipt are stored; they are then no longer this connection's to drop.
    mutating func claim(_ intake: ReceiptIntake) async throws -> Claim {
        for blob in intake.blobs {
            guard try await blobs.contains(blob.sha256, tenant: tenant) else {
                return dropped.contains(blob.sha256) ? .noRoom : .missing
            }
        }
        let named = Set(intake.blobs.map(\.sha256))
        waiting.removeAll { named.contains($0) }
        return .complete
    }

    /// Drops what nobody signed for.
    mutating func end() async {
        for upload in uploads.values { await upload.upload.abandon() }
        for digest in waiting { _ = try? await blobs.erase(digest, tenant: tenant) }
        uploads = [:]
        waiting = []
    }
}
