package import ControllerCore
import Logging
package import Model
package import Trust

/// What a tenant's service is built of, the same for all of them.
package struct TenantParts: Sendable {
    package let blobs: any BlobStore
    package let fleet: FleetProjection
    package let runtime: any RecordStore
    package let zones: any TimeZoneSource
    package let clock: @Sendable () -> Timestamp
    let logger: Logger
}

// What is remembered of devices, to and from its rows.
extension TenantParts {
    /// A device's memory out of its rows.
    func memory(of row: RuntimeDevice) async throws -> DeviceMemory {
        let (tenant, device) = (row.tenant, row.device)
        let evidence = try await runtime.read { try $0.evidence(of: device, of: tenant) }
        var hold: DeviceHold?
        if let reason = row.hold.flatMap(DeviceHold.Reason.init), let since = row.holdSince {
            hold = DeviceHold(reason: reason, since: since, version: row.holdVersion ?? 0)
        }
        return DeviceMemory(
            ledgerSize: row.ledgerSize,
            lastSequence: row.lastSequence,
            bootID: row.bootID,
            lastSeen: row.lastSeen,
            agentVersion: row.agentVersion,
            executorVersion: row.executorVersion,
            hold: hold,
            judged: Dictionary(evidence.map { ($0.index, $0.verdict) }) { $1 }
        )
    }

    /// Writes a device's memory, and of its verdicts those that changed.
    func keep(_ memory: DeviceMemory, before: DeviceMemory?, device: DeviceID, tenant: TenantID) async throws {
        let now = clock()
        let verdicts = memory.judged.filter { before?.judged[$0.key] != $0.value }
        try await runtime.write { rows in
            var row = try rows.runtimeDevice(device, of: tenant)
            row.ledgerSize = memory.ledgerSize
            row.lastSequence = memory.lastSequence
            row.bootID = memory.bootID
            row.lastSeen = memory.lastSeen
            row.agentVersion = memory.agentVersion
            row.executorVersion = memory.executorVersion
            row.hold = memory.hold?.reason.rawValue
            row.holdSince = memory.hold?.since
            row.holdVersion = memory.hold?.version
            try rows.put(row)
            for (index, verdict) in verdicts {
                try rows.put(
                    RuntimeEvidence(tenant: tenant, device: device, index: index, at: now, verdict: verdict)
                )
            }
        }
    }
}
