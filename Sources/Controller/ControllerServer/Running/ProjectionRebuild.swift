import ControllerCore
import ControllerStore
package import Model

/// Makes `fleet.sqlite` again from the logs.
package enum ProjectionRebuild {
    /// How far each tenant was projected.
    package struct Count: Hashable, Sendable {
        package let tenant: TenantID
        package let entries: UInt64
    }

    /// Refuses while a controller runs here.
    package static func run(
        _ folder: DataFolder,
        clock: @escaping @Sendable () -> Timestamp
    ) async throws -> [Count] {
        let lock = try folder.lock()
        defer { withExtendedLifetime(lock) {} }
        let keys = LogKeys(folder: folder, configuration: try ControllerConfiguration.read(folder))
        var logs: [(tenant: TenantID, log: TenantLog)] = []
        for tenant in folder.tenants() {
            let log = try await TenantLog(
                storage: SQLiteLogStorage(path: folder.log(tenant)),
                signer: try keys.signer(tenant),
                clock: clock
            )
            // Opening trusts stored nodes; what is made anew is made of leaves that were hashed anew.
            try await log.verifyTree()
            logs.append((tenant, log))
        }
        let projection = FleetProjection(store: try SQLiteRecordStore(path: folder.fleet, schema: .fleet))
        try await projection.rebuild(from: logs)
        var counts: [Count] = []
        for (tenant, log) in logs { counts.append(Count(tenant: tenant, entries: try await log.size())) }
        return counts
    }
}
