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
    package let quotas: TenantQuotas
    package let clock: @Sendable () -> Timestamp
    let logger: Logger
}

// What is remembered of devices, to and from its rows.
extension TenantParts {
    /// A device's memory, and what of it stands in its rows already; nil for a device without rows.
    struct Note: Sendable {
        let device: DeviceID
        let memory: DeviceMemory
        let before: DeviceMemory?
    }

    /// What is remembered of a tenant's devices.
    func memories(of tenant: TenantID) async throws -> [DeviceID: DeviceMemory] {
        try await runtime.read { rows in
            var memories: [DeviceID: DeviceMemory] = [:]
            for row in try rows.runtimeDevices(of: tenant) {
                let evidence = try rows.evidence(of: row.device, of: tenant)
                memories[row.device] = Self.memory(of: row, evidence)
            }
            return memories
        }
    }

    private static func memory(of row: RuntimeDevice, _ evidence: [RuntimeEvidence]) -> DeviceMemory {
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

    /// Writes devices' memories in one transaction, and of their verdicts those that changed.
    func keep(_ notes: [Note], tenant: TenantID) async throws {
        let now = clock()
        try await runtime.write { rows in
            for note in notes {
                let memory = note.memory
                var row = try rows.runtimeDevice(note.device, of: tenant)
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
                for (index, verdict) in memory.judged where note.before?.judged[index] != verdict {
                    try rows.put(
                        RuntimeEvidence(tenant: tenant, device: note.device, index: index, at: now, verdict: verdict)
                    )
                }
            }
        }
    }
}
