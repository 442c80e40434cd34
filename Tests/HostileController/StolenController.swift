import ControllerCore
import ControllerServer
import ControllerStore
import Foundation
import Model
import TransparencyLog
import Transport
import Wire

/// All that a thief of the controller's data folder holds: authorities, certificates, log keys, logs, blobs.
struct StolenController: Sendable {
    let configuration: ControllerConfiguration
    let keys: ControllerKeys
    let tenant: TenantID
    let log: TenantLog
    let blobs: FileBlobStore

    /// Opens the folder while the honest controller is down.
    init(folder path: String, tenant: TenantID) async throws {
        let folder = try DataFolder(opening: path)
        configuration = try ControllerConfiguration.read(folder)
        keys = try ControllerKeys.read(folder)
        self.tenant = tenant
        log = try await TenantLog(
            storage: try SQLiteLogStorage(path: folder.log(tenant)),
            signer: try LogKeys(folder: folder, configuration: configuration).signer(tenant),
            clock: { Timestamp(seconds: Int64(Date().timeIntervalSince1970)) }
        )
        blobs = try FileBlobStore(folder: folder.blobs)
    }

    /// A proof of the newest checkpoint for a device that last reported a tree size.
    func proof(for size: UInt64) async throws -> (proof: LogProof, size: UInt64) {
        guard let checkpoint = try await log.latestCheckpoint() else { throw Attack.Fault.emptyLog }
        return (
            LogProof(
                checkpoint: checkpoint.note,
                consistencyFrom: size,
                consistency: try await log.consistencyProof(from: size, to: checkpoint.size)
            ),
            checkpoint.size
        )
    }

    /// A logged leaf with its proof in a tree of `size`.
    func leaf(_ index: UInt64, in size: UInt64) async throws -> LoggedLeaf {
        LoggedLeaf(
            index: index,
            leaf: try await log.leaf(at: index),
            inclusion: try await log.inclusionProof(index: index, size: size)
        )
    }

    /// The index and statement of a logged operation.
    func operation(_ id: OperationID) async throws -> (index: UInt64, operation: Model.Operation) {
        guard let index = try await log.index(of: .operation(id)),
            case .operation(let operation) = try Entry(leaf: await log.leaf(at: index)).statement
        else { throw Attack.Fault.notLogged(id) }
        return (index, operation)
    }
}
