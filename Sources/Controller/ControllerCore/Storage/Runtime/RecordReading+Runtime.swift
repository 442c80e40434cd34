package import Model
package import TransparencyLog

/// The questions that the controller asks of `runtime.sqlite`.
extension RecordReading {
    /// A live session.
    package func session(_ tokenSha256: Digest, at now: Timestamp) throws -> RuntimeSession? {
        let query = RecordQuery<RuntimeSession>([.equal("token_sha256", .text(tokenSha256.hex))])
        return try records(query).first { now < $0.expires }
    }

    /// What a device last said; a fresh record if it never spoke.
    package func runtimeDevice(_ device: DeviceID, of tenant: TenantID) throws -> RuntimeDevice {
        let query = RecordQuery<RuntimeDevice>([.tenant(tenant), .device(device)])
        return try records(query).first ?? RuntimeDevice(tenant: tenant, device: device)
    }

    package func runtimeDevices(of tenant: TenantID) throws -> [RuntimeDevice] {
        try records(RecordQuery([.tenant(tenant)], order: "device"))
    }

    package func delivery(
        _ operation: OperationID,
        to device: DeviceID,
        of tenant: TenantID
    ) throws -> RuntimeDelivery? {
        try first([.tenant(tenant), .operation(operation), .device(device)])
    }

    package func deliveries(of operation: OperationID, of tenant: TenantID) throws -> [RuntimeDelivery] {
        try records(RecordQuery([.tenant(tenant), .operation(operation)], order: "device"))
    }

    package func deliveries(to device: DeviceID, of tenant: TenantID) throws -> [RuntimeDelivery] {
        try records(RecordQuery([.tenant(tenant), .device(device)], order: "operation"))
    }

    /// What a device has judged, in the order of the log.
    package func evidence(of device: DeviceID, of tenant: TenantID) throws -> [RuntimeEvidence] {
        try records(RecordQuery([.tenant(tenant), .device(device)], order: "idx"))
    }
}

extension RecordWriting {
    /// Ends one session.
    package func removeSession(_ tokenSha256: Digest) throws {
        try remove(RuntimeSession.self, [.equal("token_sha256", .text(tokenSha256.hex))])
    }

    /// Drops sessions that are over.
    package func removeSessions(endedBy now: Timestamp) throws {
        for session in try records(RecordQuery<RuntimeSession>([])) where session.expires <= now {
            try removeSession(session.tokenSha256)
        }
    }

    /// Drops the delivery of an operation to a device, once its receipt is in the log.
    package func removeDelivery(_ operation: OperationID, to device: DeviceID, of tenant: TenantID) throws {
        try remove(RuntimeDelivery.self, [.tenant(tenant), .operation(operation), .device(device)])
    }
}
