import ControllerCore
import ControllerStore
import Logging
package import Model
import TransparencyLog

/// The tenants of this controller, each opened when it is first needed and then kept.
package actor TenantDirectory {
    private let folder: DataFolder
    private let keys: LogKeys
    private let parts: TenantParts
    /// Bytes that a log may reach; nil for what the disk takes.
    private let maximumLogBytes: UInt64?
    private var open: [TenantID: Task<TenantService, any Error>] = [:]

    package init(folder: DataFolder, keys: LogKeys, parts: TenantParts, maximumLogBytes: UInt64? = nil) {
        self.folder = folder
        self.keys = keys
        self.parts = parts
        self.maximumLogBytes = maximumLogBytes
    }

    package enum Fault: Error, Equatable {
        case unknown(TenantID)
    }

    /// A tenant's service.
    ///
    /// - Throws: `Fault.unknown` for one that isn't here; what opening its log fails with.
    package func service(_ tenant: TenantID) async throws -> TenantService {
        if let task = open[tenant] { return try await task.value }
        guard PrivateFile.exists(folder.log(tenant)) else { throw Fault.unknown(tenant) }
        return try await open(tenant)
    }

    private func open(_ tenant: TenantID) async throws -> TenantService {
        let (folder, keys, parts, maximumBytes) = (folder, keys, parts, maximumLogBytes)
        // Unstructured: several callers wait for one opening, and it must not end with the first one's request.
        let task = Task {
            let log = try await TenantLog(
                storage: SQLiteLogStorage(path: folder.log(tenant), maximumBytes: maximumBytes),
                signer: try keys.signer(tenant),
                clock: parts.clock
            )
            return try await TenantService(tenant: tenant, log: log, parts: parts)
        }
        open[tenant] = task
        do {
            return try await task.value
        } catch {
            open[tenant] = nil
            throw error
        }
    }

    /// All tenants that have begun; one whose log can't be opened is left out and named in the log.
    package func all() async -> [TenantService] {
        var services: [TenantService] = []
        for tenant in folder.tenants() {
            do {
                let service = try await service(tenant)
                if await service.trust != nil { services.append(service) }
            } catch {
                parts.logger.error("tenant can't be opened", metadata: ["tenant": "\(tenant)", "error": "\(error)"])
            }
        }
        return services
    }

    /// The tenants that are open now.
    package func opened() async -> [TenantService] {
        var services: [TenantService] = []
        for task in open.values {
            if let service = try? await task.value { services.append(service) }
        }
        return services
    }

    /// Refuses a tenant whose log has begun.
    ///
    /// - Throws: `FoundingError.begun`; what opening its log fails with.
    func mayBegin(_ tenant: TenantID) async throws {
        guard open[tenant] != nil || PrivateFile.exists(folder.log(tenant)) else { return }
        guard try await service(tenant).size == 0 else { throw FoundingError.begun(path: tenant.text) }
    }

    /// Begins a tenant: its log with the root as leaf 0.
    ///
    /// An empty log, left by a start that failed half-way, is begun; one with entries is not touched.
    func begin(_ tenant: TenantID, root: LogDraft) async throws -> TenantService {
        // One that somebody else begins at the same time is that very service: a second writer would spoil its log.
        let isHere = open[tenant] != nil || PrivateFile.exists(folder.log(tenant))
        let service = try await isHere ? service(tenant) : open(tenant)
        guard await service.size == 0 else { throw FoundingError.begun(path: tenant.text) }
        do {
            _ = try await service.append([root])
        } catch LogError.alreadyLogged {
            throw FoundingError.begun(path: tenant.text)
        }
        return service
    }
}
