import ControllerCore
import ControllerServer
import ControllerStore
import Foundation
import Model
import TransparencyLog
import Transport

/// All that a thief of the controller's data folder holds: authorities, certificates, log keys, logs, blobs.
struct StolenController: Sendable {
    let configuration: ControllerConfiguration
    let keys: ControllerKeys
    let tenant: TenantID
    let logKey: NoteSigner
    let log: TenantLog
    let blobs: FileBlobStore
    private let storage: SQLiteLogStorage

    /// Opens the folder while the honest controller is down.
    init(folder path: String, tenant: TenantID) async throws {
        let folder = try DataFolder(opening: path)
        configuration = try ControllerConfiguration.read(folder)
        keys = try ControllerKeys.read(folder)
        self.tenant = tenant
        logKey = try LogKeys(folder: folder, configuration: configuration).signer(tenant)
        storage = try SQLiteLogStorage(path: folder.log(tenant))
        log = try await TenantLog(storage: storage, signer: logKey, clock: Self.now)
        blobs = try FileBlobStore(folder: folder.blobs)
    }

    @Sendable
    static func now() -> Timestamp {
        Timestamp(seconds: Int64(Date().timeIntervalSince1970))
    }

    /// The entries of a kind, in order.
    func entries(_ kind: EntryKind) async throws -> [(index: UInt64, entry: Entry)] {
        var found: [(UInt64, Entry)] = []
        for (offset, leaf) in try await log.leaves(in: 0..<log.size()).enumerated()
        where try EntryEnvelope(leaf: leaf).kind == kind {
            found.append((UInt64(offset), try Entry(leaf: leaf)))
        }
        return found
    }

    /// Puts bytes into the stolen log that an honest controller would never take, under a true checkpoint.
    func append(unchecked leaf: [UInt8]) async throws -> UInt64 {
        let held = try await log.leaves(in: 0..<log.size())
        try await Self.write([leaf], after: held, into: storage, signedBy: logKey)
        return UInt64(held.count)
    }

    /// Another history than the stolen log's, signed by the same key: its first leaves, then others.
    func otherHistory(keeping count: UInt64, then leaves: [[UInt8]]) async throws -> TenantLog {
        let kept = try await log.leaves(in: 0..<count)
        return try await Self.log(of: kept + leaves, signedBy: logKey)
    }

    /// A log in memory; with a key of its own it is another client's.
    static func log(of leaves: [[UInt8]], signedBy key: NoteSigner) async throws -> TenantLog {
        let storage = MemoryLogStorage()
        try await write(leaves, after: [], into: storage, signedBy: key)
        return try await TenantLog(storage: storage, signer: key, clock: now)
    }

    private static func write(
        _ leaves: [[UInt8]],
        after held: [[UInt8]],
        into storage: some LogStorage,
        signedBy key: NoteSigner
    ) async throws {
        try await storage.write { log in
            var tree = MerkleFrontier()
            for leaf in held { tree.append(leafHash: MerkleHash.leaf(leaf)) }
            let place = NodeOrder.count(size: tree.size)
            var nodes: [Digest] = []
            for leaf in leaves {
                try log.insert(leaf: leaf, at: tree.size)
                tree.append(leafHash: MerkleHash.leaf(leaf)) { if $0.level > 0 { nodes.append($0.hash) } }
            }
            try log.insert(nodes: nodes, at: place)
            let checkpoint = try Checkpoint(origin: key.verifierKey.name, size: tree.size, root: tree.root)
            try log.insert(checkpoint: StoredCheckpoint(size: tree.size, note: key.sign(checkpoint).raw))
        }
    }
}
