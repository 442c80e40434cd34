package import Model

/// What the highest proven device statement says of a device.
package struct DeviceStanding: Hashable, Sendable {
    package let state: DeviceState
    package let version: UInt64
    package let name: String
    package let groups: Set<GroupName>
    package let replaces: DeviceID?

    package init(
        state: DeviceState,
        version: UInt64,
        name: String,
        groups: Set<GroupName>,
        replaces: DeviceID? = nil
    ) {
        self.state = state
        self.version = version
        self.name = name
        self.groups = groups
        self.replaces = replaces
    }

    package init(_ row: DeviceRow) {
        self.init(
            state: row.state,
            version: row.version,
            name: row.name,
            groups: Set(row.groups),
            replaces: row.replaces
        )
    }

    /// Whether a row says the same; names are compared byte by byte.
    package func says(the row: DeviceRow) -> Bool {
        state == row.state && version == row.version && name.utf8.elementsEqual(row.name.utf8)
            && groups == Set(row.groups) && replaces == row.replaces
    }
}
