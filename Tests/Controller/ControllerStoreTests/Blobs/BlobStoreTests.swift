import ControllerCore
import ControllerStore
import Foundation
import Model
import TestSupport
import Testing
import TransparencyLog

/// The implementations that the blob suite runs against.
enum BlobImplementation: String, CaseIterable, Sendable {
    case memory, files, small
    /// Uploads that begin small and do not stay so.
    case mixed

    func make(in folder: TemporaryFolder, maximumBytes: Int = 1_024) throws -> any BlobStore {
        switch self {
        case .memory: MemoryBlobStore(maximumBytes: maximumBytes)
        case .files: try FileBlobStore(folder: folder.file("blobs"), maximumBytes: maximumBytes, smallBytes: 0)
        case .small: try FileBlobStore(folder: folder.file("blobs"), maximumBytes: maximumBytes)
        case .mixed: try FileBlobStore(folder: folder.file("blobs"), maximumBytes: maximumBytes, smallBytes: 2)
        }
    }
}

/// What every store of blobs owes, run against each.
@Suite struct BlobStoreTests {
    private let acme = TenantID.literal("acme")
    private let other = TenantID.literal("other")
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: BlobImplementation.allCases)
    func `a blob is read back under its digest`(_ implementation: BlobImplementation) async throws {
        let store = try implementation.make(in: folder)
        for bytes in [[], [1, 2, 3], [UInt8](repeating: 9, count: 1_024)] {
            let digest = try await store.write(bytes, tenant: acme, expected: nil)
            #expect(digest == Digest(sha256Of: bytes))
            #expect(try await store.read(digest, tenant: acme) == bytes)
            #expect(try await store.contains(digest, tenant: acme))
            #expect(try await store.write(bytes, tenant: acme, expected: digest) == digest)
        }
        #expect(try await store.usage(tenant: acme) == 1_027)
    }

    @Test(arguments: BlobImplementation.allCases)
    func `nothing is shared between tenants and erasing is for one`(_ implementation: BlobImplementation) async throws {
        let store = try implementation.make(in: folder)
        let digest = try await store.write([1], tenant: acme, expected: nil)
        #expect(try await store.read(digest, tenant: other) == nil)
        try await store.write([1], tenant: other, expected: digest)
        #expect(try await store.erase(digest, tenant: acme))
        #expect(try await store.erase(digest, tenant: acme) == false)
        #expect(try await store.read(digest, tenant: acme) == nil)
        #expect(try await store.contains(digest, tenant: acme) == false)
        #expect(try await store.read(digest, tenant: other) == [1])
    }

    @Test(arguments: BlobImplementation.allCases)
    func `too many bytes and another digest are refused`(_ implementation: BlobImplementation) async throws {
        let store = try implementation.make(in: folder)
        await #expect(throws: BlobError.tooLarge(bytes: 1_025, limit: 1_024)) {
            try await store.write([UInt8](repeating: 0, count: 1_025), tenant: acme, expected: nil)
        }
        let mismatch = BlobError.digestMismatch(expected: .zero, found: Digest(sha256Of: [1]))
        await #expect(throws: mismatch) { try await store.write([1], tenant: acme, expected: .zero) }
        #expect(try await store.usage(tenant: acme) == 0)
    }

    @Test(arguments: BlobImplementation.allCases)
    func `a blob that comes in pieces exists once it is committed`(_ implementation: BlobImplementation) async throws {
        let store = try implementation.make(in: folder)
        let digest = Digest(sha256Of: [1, 2, 3])
        let upload = try await store.begin(tenant: acme, expected: digest)
        try await upload.append([1])
        try await upload.append([2, 3])
        #expect(try await store.contains(digest, tenant: acme) == false)
        try await upload.commit()
        #expect(try await store.read(digest, tenant: acme) == [1, 2, 3])
        await #expect(throws: BlobError.uploadEnded) { try await upload.append([4]) }
        await #expect(throws: BlobError.uploadEnded) { try await upload.commit() }
    }

    @Test(arguments: BlobImplementation.allCases)
    func `an upload that is abandoned, too long or wrong leaves nothing`(
        _ implementation: BlobImplementation
    ) async throws {
        let store = try implementation.make(in: folder)
        let abandoned = try await store.begin(tenant: acme, expected: .zero)
        try await abandoned.append([1])
        await abandoned.abandon()
        await #expect(throws: BlobError.uploadEnded) { try await abandoned.commit() }

        let long = try await store.begin(tenant: acme, expected: .zero)
        try await long.append([UInt8](repeating: 0, count: 1_000))
        await #expect(throws: BlobError.tooLarge(bytes: 1_100, limit: 1_024)) {
            try await long.append([UInt8](repeating: 0, count: 100))
        }

        let wrong = try await store.begin(tenant: acme, expected: .zero)
        try await wrong.append([1])
        await #expect(throws: BlobError.digestMismatch(expected: .zero, found: Digest(sha256Of: [1]))) {
            try await wrong.commit()
        }
        #expect(try await store.usage(tenant: acme) == 0)
    }

    @Test func `content that is not what its name says is reported`() async throws {
        let store = try FileBlobStore(folder: folder.file("blobs"), smallBytes: 0)
        let digest = try await store.write([1, 2, 3], tenant: acme, expected: nil)
        let path = folder.file("blobs/acme/\(digest)")
        try Data([1, 2]).write(to: URL(fileURLWithPath: path))
        await #expect(throws: BlobError.damaged(path: path)) { try await store.read(digest, tenant: acme) }
    }

    @Test func `a link in a blob's place is not followed`() async throws {
        let store = try FileBlobStore(folder: folder.file("blobs"), smallBytes: 0)
        let digest = try await store.write([1, 2, 3], tenant: acme, expected: nil)
        let path = folder.file("blobs/acme/\(digest)")
        try FileManager.default.moveItem(atPath: path, toPath: folder.file("elsewhere"))
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: folder.file("elsewhere"))
        await #expect(throws: BlobError.self) { try await store.read(digest, tenant: acme) }
    }

    @Test func `what an interrupted upload has left is gone after a restart`() async throws {
        let store = try FileBlobStore(folder: folder.file("blobs"), smallBytes: 0)
        let digest = try await store.write([1], tenant: acme, expected: nil)
        try Data([1]).write(to: URL(fileURLWithPath: folder.file("blobs/acme/.partial-1-1")))
        let again = try FileBlobStore(folder: folder.file("blobs"), smallBytes: 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("blobs/acme")) == ["\(digest)"])
        #expect(try await again.read(digest, tenant: acme) == [1])
    }

    @Test func `blobs are readable by their owner only`() async throws {
        let store = try FileBlobStore(folder: folder.file("blobs"), smallBytes: 0)
        let digest = try await store.write([1], tenant: acme, expected: nil)
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.file("blobs/acme/\(digest)"))
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test func `small blobs that come at once are all there after a restart`() async throws {
        let blobs = (0..<40).map { [UInt8](repeating: $0, count: 100) }
        let store = try FileBlobStore(folder: folder.file("blobs"))
        try await withThrowingDiscardingTaskGroup { tasks in
            for blob in blobs { tasks.addTask { try await store.write(blob, tenant: .literal("acme"), expected: nil) } }
        }
        let again = try FileBlobStore(folder: folder.file("blobs"))
        for blob in blobs { #expect(try await again.read(Digest(sha256Of: blob), tenant: acme) == blob) }
        #expect(try await again.usage(tenant: acme) == 4_000)
        #expect(!FileManager.default.fileExists(atPath: folder.file("blobs/acme")))
    }

    @Test func `nothing of a small blob is left on the disk once it is erased`() async throws {
        let secret = [UInt8]("the reason that is to be forgotten".utf8)
        let store = try FileBlobStore(folder: folder.file("blobs"))
        let digest = try await store.write(secret, tenant: acme, expected: nil)
        func isOnDisk() throws -> Bool {
            try FileManager.default.contentsOfDirectory(atPath: folder.file("blobs")).contains {
                try Data(contentsOf: URL(fileURLWithPath: folder.file("blobs/\($0)"))).range(of: Data(secret)) != nil
            }
        }
        #expect(try isOnDisk())
        #expect(try await store.erase(digest, tenant: acme))
        #expect(try !isOnDisk())
    }

    @Test func `a blob that was stored as a file is read and erased where small ones are kept together`() async throws {
        let files = try FileBlobStore(folder: folder.file("blobs"), smallBytes: 0)
        let digest = try await files.write([1, 2, 3], tenant: acme, expected: nil)
        let store = try FileBlobStore(folder: folder.file("blobs"))
        #expect(try await store.read(digest, tenant: acme) == [1, 2, 3])
        try await store.write([1, 2, 3], tenant: acme, expected: digest)
        #expect(try await store.erase(digest, tenant: acme))
        #expect(try await store.contains(digest, tenant: acme) == false)
    }

    @Test func `a folder that cannot be made is named in the error`() throws {
        let path = folder.file("absent/blobs")
        do {
            _ = try FileBlobStore(folder: path)
            Issue.record("the folder was made")
        } catch let error as BlobError {
            #expect("\(error)".contains(path))
        }
    }
}
