/// One device in a device statement.
package struct DeviceRow: Hashable, Sendable, JSONConvertible {
    package let device: DeviceID
    /// Rises with each statement about this device.
    package let version: UInt64
    package let state: DeviceState
    package let name: String
    package let groups: [GroupName]
    /// The id that the same machine had before it got new keys.
    package let replaces: DeviceID?

    package init(
        device: DeviceID,
        version: UInt64,
        state: DeviceState,
        name: String,
        groups: [GroupName],
        replaces: DeviceID? = nil
    ) {
        self.device = device
        self.version = version
        self.state = state
        self.name = name
        self.groups = groups
        self.replaces = replaces
    }

    package static func parse(_ field: Field) throws(Refusal) -> DeviceRow {
        let object = try field.object(
            ["device", "version", "state", "name", "groups"],
            optional: ["replaces"]
        )
        let row = DeviceRow(
            device: try object("device").identifier(),
            version: try object("version").integer(in: 1...Field.largestInteger),
            state: try object("state").word(),
            name: try object("name").freeText(),
            groups: try object("groups").distinctList(0...32) { group throws(Refusal) in
                try group.identifier(GroupName.self)
            },
            replaces: try object.optional("replaces") { f throws(Refusal) in try f.identifier() }
        )
        guard row.replaces != row.device else { throw object.refusal(.duplicate, "replaces") }
        return row
    }

    package var json: JSONValue {
        var object = JSONObject()
        object.set("device", device)
        object.set("version", version)
        object.set("state", state)
        object.set("name", name)
        object.set("groups", groups)
        object.set("replaces", replaces)
        return object.json
    }
}
