package import Model

/// What the highest proven device statement says of a device.
package struct DeviceStanding: Hashable, Sendable {
    package let state: DeviceState
    package let version: UInt64
    package let name: String
    package let groups: Set<GroupName>

    package init(state: DeviceState, version: UInt64, name: String, groups: Set<GroupName>) {
        self.state = state
        self.version = version
        self.name = name
        self.groups = groups
    }

    package init(_ row: DeviceRow) {
        self.init(state: row.state, version: row.version, name: row.name, groups: Set(row.groups))
    }
}
