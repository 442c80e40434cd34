package import Model

/// What `init` was told: the host's name and the two ports.
package struct ControllerConfiguration: Hashable, Sendable {
    package static let agentsPort = 7_443
    package static let peoplePort = 8_443

    /// The name that agents and people dial, and the first part of each log's origin.
    package let name: String
    /// The address to listen on.
    package let listen: String
    package let agentsPort: Int
    package let peoplePort: Int

    package init(name: String, listen: String, agentsPort: Int, peoplePort: Int) {
        self.name = name
        self.listen = listen
        self.agentsPort = agentsPort
        self.peoplePort = peoplePort
    }

    package static func read(_ folder: DataFolder) throws(DataFolderError) -> ControllerConfiguration {
        var bytes = try PrivateFile.read(folder.configuration)
        while let last = bytes.last, last == 0x0A || last == 0x20 { bytes.removeLast() }
        do throws(Refusal) {
            let object = try Field(StrictJSON.parse(bytes)).object(["name", "listen", "agentsPort", "peoplePort"])
            return ControllerConfiguration(
                name: try object("name").string(),
                listen: try object("listen").string(),
                agentsPort: Int(clamping: try object("agentsPort").integer(in: 0...65_535)),
                peoplePort: Int(clamping: try object("peoplePort").integer(in: 0...65_535))
            )
        } catch {
            throw .unreadable(path: folder.configuration, cause: "\(error)")
        }
    }

    package func write(to folder: DataFolder) throws(DataFolderError) {
        var json = JSONObject()
        json.set("name", name)
        json.set("listen", listen)
        json.set("agentsPort", UInt64(clamping: agentsPort))
        json.set("peoplePort", UInt64(clamping: peoplePort))
        try PrivateFile.create(folder.configuration, JSONWriter.bytes(json.json) + [0x0A])
    }

    /// The address that roots name.
    package var agentsAddress: String { "\(name):\(agentsPort)" }

    /// The name of a tenant's log and of its key.
    package func logOrigin(_ tenant: TenantID) -> String { "\(name)/\(tenant)" }

    /// The hosts that this controller answers as; an origin is never taken from a request that names another.
    package var hosts: [String] {
        var hosts = [name]
        for host in [listen, "localhost", "127.0.0.1"] where host != "0.0.0.0" && host != "::" && !hosts.contains(host)
        {
            hosts.append(host)
        }
        return hosts
    }
}
