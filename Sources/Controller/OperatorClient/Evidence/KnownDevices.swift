package import Model
import SSHSIG

/// The devices of a tenant that this command line has verified, like `known_hosts`: `tenants/<tenant>/devices.json`.
///
/// Built from device statements and enrolments that were proven and judged here, never from the controller's word.
package struct KnownDevices: Codable, Hashable, Sendable {
    package struct Device: Codable, Hashable, Sendable {
        /// Leaf of its enrolment.
        package var enrolment: UInt64
        /// `type base64`; its hash is the id.
        package var receiptKey: String
        /// Signs inventory.
        package var agentKey: String
        /// Leaf of the newest device statement seen, absent: never admitted.
        package var statement: UInt64?
        package var version: UInt64
        package var state: String
        package var name: String
        package var groups: [String]

        package init(enrolment: UInt64, receiptKey: String, agentKey: String) {
            self.enrolment = enrolment
            self.receiptKey = receiptKey
            self.agentKey = agentKey
            version = 0
            state = DeviceState.quarantined.rawValue
            name = ""
            groups = []
        }
    }

    /// By id.
    package private(set) var devices: [String: Device] = [:]
    /// Name to id, as it was first seen; a change stops the command until a person accepts it.
    package private(set) var names: [String: String] = [:]

    package init() {}

    package static func file(_ tenant: TenantID) -> String { "tenants/\(tenant)/devices.json" }

    package subscript(id: DeviceID) -> Device? { devices[id.text] }

    /// Takes over an enrolment that was proven.
    package mutating func learn(_ enrolment: Enrolment, index: UInt64) {
        guard devices[enrolment.device.text] == nil else { return }
        devices[enrolment.device.text] = Device(
            enrolment: index,
            receiptKey: enrolment.receiptKey.line,
            agentKey: enrolment.agentKey.line
        )
    }

    /// Takes over a row that was proven and judged.
    ///
    /// - Throws: `deviceOlder` for a version below the known one.
    package mutating func learn(_ row: DeviceRow, index: UInt64) throws(ClientError) {
        guard var device = devices[row.device.text] else { return }
        guard row.version >= device.version else {
            throw .deviceOlder(device: row.device, held: device.version, presented: row.version)
        }
        device.statement = index
        device.version = row.version
        device.state = row.state.rawValue
        device.name = row.name
        device.groups = row.groups.map(\.text)
        devices[row.device.text] = device
    }

    /// Names whose device is another one than before.
    package struct Move: Hashable, Sendable {
        package let name: String
        package let from: DeviceID
        package let to: DeviceID

        package init(name: String, from: DeviceID, to: DeviceID) {
            self.name = name
            self.from = from
            self.to = to
        }
    }

    /// Compares names with what was known, and remembers the new ones.
    ///
    /// A name that two devices bear at first sight is remembered for neither. Retired devices bear no name.
    package mutating func checkNames() -> [Move] {
        var moves: [Move] = []
        for (name, bearers) in bearers() {
            guard let known = names[name] else {
                if bearers.count == 1 { names[name] = bearers[0] }
                continue
            }
            for bearer in bearers where bearer != known {
                if let from = DeviceID(known), let to = DeviceID(bearer) {
                    moves.append(Move(name: name, from: from, to: to))
                }
            }
        }
        return moves.sorted { ($0.name, $0.to) < ($1.name, $1.to) }
    }

    /// Forgets whose name this was; the next look takes the one who bears it.
    ///
    /// - Returns: whether the name was known.
    package mutating func forget(name: String) -> Bool {
        names.removeValue(forKey: name) != nil
    }

    private func bearers() -> [String: [String]] {
        var bearers: [String: [String]] = [:]
        for (id, device) in devices where device.version > 0 && device.state != DeviceState.retired.rawValue {
            bearers[device.name, default: []].append(id)
        }
        return bearers.mapValues { $0.sorted() }
    }

    /// The devices as targets, by name and id.
    package var targets: [Target] {
        devices.compactMap { id, device in
            DeviceID(id).map { Target(id: $0, known: device) }
        }.sorted { ($0.name, $0.id) < ($1.name, $1.id) }
    }
}

/// A device as people and orders name it.
package struct Target: Hashable, Sendable {
    package let id: DeviceID
    /// Empty: never admitted.
    package let name: String
    package let state: DeviceState
    package let groups: [GroupName]
    package let version: UInt64

    package init(id: DeviceID, name: String, state: DeviceState, groups: [GroupName], version: UInt64) {
        self.id = id
        self.name = name
        self.state = state
        self.groups = groups
        self.version = version
    }

    init(id: DeviceID, known: KnownDevices.Device) {
        self.init(
            id: id,
            name: known.name,
            state: DeviceState(rawValue: known.state) ?? .quarantined,
            groups: known.groups.compactMap { GroupName($0) },
            version: known.version
        )
    }

    /// What output lines begin with.
    package var label: String { name.isEmpty ? id.text : name }
}
