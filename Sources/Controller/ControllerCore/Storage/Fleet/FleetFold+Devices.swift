import Model
import TransparencyLog

extension FleetFold {
    func put(_ enrolment: Enrolment) throws {
        guard try rows.device(enrolment.device, of: tenant) == nil else { return }
        var device = FleetDevice(enrolment: enrolment, index: index, at: entry.at)
        for version in try rows.versions(of: enrolment.device, of: tenant) { device.take(version) }
        try rows.put(device)
        var token =
            try rows.token(enrolment.tokenSha256, of: tenant)
            ?? FleetToken(tenant: tenant, sha256: enrolment.tokenSha256)
        token.used += 1
        try rows.put(token)
    }

    func put(_ statement: DeviceStatement) throws {
        for row in statement.devices {
            let version = FleetDeviceVersion(tenant: tenant, row: row, index: index)
            try rows.put(version)
            guard var device = try rows.device(row.device, of: tenant) else { continue }
            device.take(version)
            try rows.put(device)
        }
    }

    func put(_ report: InventoryStatement) throws {
        try rows.put(FleetInventory(report, index: index, at: entry.at))
        guard var device = try rows.device(report.device, of: tenant), report.seq > device.inventorySeq else { return }
        device.inventorySeq = report.seq
        device.inventoryIndex = index
        try rows.put(device)
    }
}

extension FleetDevice {
    /// Takes a version over if it is higher than the one held: of two equal ones the first counts.
    mutating func take(_ row: FleetDeviceVersion) {
        guard row.version > version else { return }
        statement = row.index
        version = row.version
        state = row.state
        name = row.name
        groups = row.groups
        replaces = row.replaces
    }
}
