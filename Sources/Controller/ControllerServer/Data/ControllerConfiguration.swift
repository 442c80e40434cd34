package import ControllerCore
package import Model

/// What `init` was told: the host's name and the two ports; and what each tenant may take.
package struct ControllerConfiguration: Hashable, Sendable {
    package static let agentsPort = 7_443
    package static let peoplePort = 8_443

    /// The name that agents and people dial, and the first part of each log's origin.
    package let name: String
    /// The address to listen on.
    package let listen: String
    package let agentsPort: Int
    package let peoplePort: Int
    /// What each tenant may take; written by `init`, changed by hand.
    package let quotas: TenantQuotas

    package init(
        name: String,
        listen: String,
        agentsPort: Int,
        peoplePort: Int,
        quotas: TenantQuotas = TenantQuotas()
    ) {
        self.quotas = quotas
        self.name = name
        self.listen = listen
        self.agentsPort = agentsPort
        self.peoplePort = peoplePort
    }

    package static func read(_ folder: DataFolder) throws(DataFolderError) -> ControllerConfiguration {
        var bytes = try PrivateFile.read(folder.configuration)
        while let last = bytes.last, last == 0x0A || last == 0x20 { bytes.removeLast() }
        do throws(Refusal) {
            let object = try Field(StrictJSON.parse(bytes)).object(
                ["name", "listen", "agentsPort", "peoplePort"],
                optional: ["quotas"]
            )
            return ControllerConfiguration(
                name: try object("name").string(),
                listen: try object("listen").string(),
                agentsPort: Int(clamping: try object("agentsPort").integer(in: 0...65_535)),
                peoplePort: Int(clamping: try object("peoplePort").integer(in: 0...65_535)),
                quotas: try object.optional("quotas", readQuotas) ?? TenantQuotas()
            )
        } catch {
            throw .unreadable(path: folder.configuration, cause: "\(error)")
        }
    }

    /// A quota that isn't named has its default.
    private static func readQuotas(_ field: Field) throws(Refusal) -> TenantQuotas {
        let object = try field.object([], optional: ["entriesPerSecond", "entryBytesPerDay", "blobBytes"])
        let number = { (field: Field) throws(Refusal) in try field.integer(in: 1...Field.largestInteger) }
        var quotas = TenantQuotas()
        quotas.entriesPerSecond = try object.optional("entriesPerSecond", number) ?? quotas.entriesPerSecond
        quotas.entryBytesPerDay = try object.optional("entryBytesPerDay", number) ?? quotas.entryBytesPerDay
        quotas.blobBytes = try object.optional("blobBytes", number) ?? quotas.blobBytes
        return quotas
    }

    package func write(to folder: DataFolder) throws(DataFolderError) {
        var json = JSONObject()
        json.set("name", name)
        json.set("listen", listen)
        json.set("agentsPort", UInt64(clamping: agentsPort))
        json.set("peoplePort", UInt64(clamping: peoplePort))
        var limits = JSONObject()
        limits.set("entriesPerSecond", quotas.entriesPerSecond)
        limits.set("entryBytesPerDay", quotas.entryBytesPerDay)
        limits.set("blobBytes", quotas.blobBytes)
        json.set("quotas", limits.json)
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
