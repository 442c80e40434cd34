package import Model
package import TransparencyLog

/// The questions that the controller asks.
extension RecordReading {
    /// The one row that meets all conditions.
    func first<Record>(_ conditions: [RecordQuery<Record>.Condition]) throws -> Record? {
        try records(RecordQuery(conditions, limit: 1)).first
    }

    package func tenants() throws -> [FleetTenant] { try records(RecordQuery([], order: "tenant")) }

    package func tenant(_ tenant: TenantID) throws -> FleetTenant? {
        try first([.tenant(tenant)])
    }

    /// Roots, statuses, items or releases, oldest first.
    package func documents(_ kind: EntryKind, of tenant: TenantID) throws -> [FleetDocument] {
        try records(RecordQuery([.tenant(tenant), .equal("kind", .text(kind.rawValue))], order: "idx"))
    }

    package func device(_ device: DeviceID, of tenant: TenantID) throws -> FleetDevice? {
        try first([.tenant(tenant), .device(device)])
    }

    package func devices(of tenant: TenantID) throws -> [FleetDevice] {
        try records(RecordQuery([.tenant(tenant)], order: "device"))
    }

    /// All versions of a device's state, lowest first.
    package func versions(of device: DeviceID, of tenant: TenantID) throws -> [FleetDeviceVersion] {
        try records(RecordQuery([.tenant(tenant), .device(device)], order: "version"))
    }

    package func operation(_ operation: OperationID, of tenant: TenantID) throws -> FleetOperation? {
        try first([.tenant(tenant), .operation(operation)])
    }

    /// Operations, newest first.
    ///
    /// - Parameters:
    ///   - tenant: whose.
    ///   - index: only those below this leaf index, to go on after a page.
    ///   - limit: at most so many.
    package func operations(of tenant: TenantID, below index: UInt64? = nil, limit: Int) throws -> [FleetOperation] {
        let page = index.map { [RecordQuery<FleetOperation>.Condition.below("idx", $0)] } ?? []
        return try records(RecordQuery([.tenant(tenant)] + page, order: "idx", descending: true, limit: limit))
    }

    /// Entries that speak about an operation, oldest first.
    package func words(about operation: OperationID, of tenant: TenantID) throws -> [FleetWord] {
        try records(RecordQuery([.tenant(tenant), .operation(operation)], order: "idx"))
    }

    package func target(_ operation: OperationID, _ device: DeviceID, of tenant: TenantID) throws -> FleetTarget? {
        try first([.tenant(tenant), .operation(operation), .device(device)])
    }

    package func targets(of operation: OperationID, of tenant: TenantID) throws -> [FleetTarget] {
        try records(RecordQuery([.tenant(tenant), .operation(operation)], order: "device"))
    }

    /// What a device still has to answer, in the order of the log.
    package func unanswered(by device: DeviceID, of tenant: TenantID) throws -> [FleetTarget] {
        try records(
            RecordQuery(
                [.tenant(tenant), .device(device), .isNull("receipt"), .isNotNull("operation_idx")],
                order: "operation_idx"
            )
        )
    }

    /// A device's receipts, newest first.
    package func answered(by device: DeviceID, of tenant: TenantID, limit: Int) throws -> [FleetTarget] {
        try records(
            RecordQuery(
                [.tenant(tenant), .device(device), .isNotNull("receipt")],
                order: "sequence",
                descending: true,
                limit: limit
            )
        )
    }

    package func token(_ sha256: Digest, of tenant: TenantID) throws -> FleetToken? {
        try first([.tenant(tenant), .equal("sha256", .text(sha256.hex))])
    }

    /// Inventory reports of a device, newest first.
    package func inventory(of device: DeviceID, of tenant: TenantID, limit: Int) throws -> [FleetInventory] {
        try records(RecordQuery([.tenant(tenant), .device(device)], order: "idx", descending: true, limit: limit))
    }

    /// What the controller says about accesses, newest first.
    package func accesses(of tenant: TenantID, below index: UInt64? = nil, limit: Int) throws -> [FleetAccess] {
        let page = index.map { [RecordQuery<FleetAccess>.Condition.below("idx", $0)] } ?? []
        return try records(RecordQuery([.tenant(tenant)] + page, order: "idx", descending: true, limit: limit))
    }
}

extension RecordQuery.Condition {
    static func tenant(_ tenant: TenantID) -> Self { .equal("tenant", .text(tenant.text)) }
    static func device(_ device: DeviceID) -> Self { .equal("device", .text(device.text)) }
    static func operation(_ operation: OperationID) -> Self { .equal("operation", .text(operation.text)) }
}
