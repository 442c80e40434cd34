import ControllerCore
import ControllerStore
package import Logging
package import Model
import Synchronization
import TransparencyLog
package import Transport
package import Trust

/// The controller as a whole: its folder, keys, tenants and those who count strangers.
package final class Controller: Sendable {
    package let folder: DataFolder
    package let configuration: ControllerConfiguration
    package let keys: ControllerKeys
    package let tenants: TenantDirectory
    package let zones: any TimeZoneSource
    package let strangers: StrangerDesk
    /// How agents' connections began and ended.
    package let connections: ConnectionCounters
    let logKeys: LogKeys
    let exports: ExportFolder
    let runtime: any RecordStore
    let clock: @Sendable () -> Timestamp
    let logger: Logger
    private let lock: FolderLock
    private let port: Mutex<Int>

    /// Opens a data folder that has begun; nobody else may work in it meanwhile.
    ///
    /// - Parameter maximumLogBytes: the size that each tenant's log may reach; then it takes nothing more, as on a full
    ///   disk.
    /// - Throws: `DataFolderError`, `FoundingError.notBegun`, what opening stores fails with.
    package init(
        folder: DataFolder,
        zones: any TimeZoneSource,
        logger: Logger,
        maximumLogBytes: UInt64? = nil,
        clock: @escaping @Sendable () -> Timestamp
    ) async throws {
        self.folder = folder
        self.zones = zones
        self.logger = logger
        self.clock = clock
        lock = try folder.lock()
        let configuration = try ControllerConfiguration.read(folder)
        self.configuration = configuration
        port = Mutex(configuration.peoplePort)
        keys = try ControllerKeys.read(folder)
        logKeys = LogKeys(folder: folder, configuration: configuration)
        exports = try ExportFolder(path: folder.exports)
        runtime = try SQLiteRecordStore(path: folder.runtime, schema: .runtime)
        let strangers = StrangerDesk(clock: clock)
        self.strangers = strangers
        connections = ConnectionCounters { strangers.count($0) }
        tenants = TenantDirectory(
            folder: folder,
            keys: logKeys,
            parts: TenantParts(
                blobs: QuotaBlobStore(try FileBlobStore(folder: folder.blobs), limit: configuration.quotas.blobBytes),
                fleet: FleetProjection(store: try SQLiteRecordStore(path: folder.fleet, schema: .fleet)),
                runtime: runtime,
                zones: zones,
                quotas: configuration.quotas,
                clock: clock,
                logger: logger
            ),
            maximumLogBytes: maximumLogBytes
        )
        guard folder.tenants().contains(.provider) else { throw FoundingError.notBegun(path: folder.path) }
        guard try await tenants.service(.provider).trust != nil else {
            throw FoundingError.notBegun(path: folder.path)
        }
    }

    /// The port that people dial, once it is known.
    var peoplePort: Int { port.withLock { $0 } }

    func listens(onPeoplePort number: Int) {
        port.withLock { $0 = number }
    }

    /// Writes that the controller started.
    func started() async throws {
        try await tenants.service(.provider).append(SystemWords(tenant: .provider, event: .start))
    }

    /// Writes what is still only counted, and that the controller stops.
    func stopped() async throws {
        for service in await tenants.opened() { await service.settle() }
        let provider = try await tenants.service(.provider)
        if let words = strangers.take(all: true) { try await provider.append(words) }
        try await provider.append(SystemWords(tenant: .provider, event: .stop))
    }

    /// What is due by time alone; called each second.
    func tick() async {
        for service in await tenants.opened() { await service.tick() }
        guard let words = strangers.take() else { return }
        do {
            try await tenants.service(.provider).append(words)
        } catch {
            logger.warning("count of strangers not logged", metadata: ["error": "\(error)"])
        }
    }

    /// Ends watchers' streams, which would go on otherwise.
    func stopStreams() async {
        for service in await tenants.opened() { await service.stop() }
    }
}
