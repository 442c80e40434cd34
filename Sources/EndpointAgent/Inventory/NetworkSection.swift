import InventoryReport

/// The network as configured: virtual interfaces, bonds, the default route, name servers.
struct NetworkSection {
    let reader: SectionReader

    func facts() -> FactValue {
        let names = reader.names(InterfaceSection.folder).prefix(InterfaceSection.limit * 4)
        // Pairs of container interfaces have random names and come and go with the containers.
        let virtual = names.filter { name in
            name != "lo" && !name.hasPrefix("veth")
                && !reader.root.exists("\(InterfaceSection.folder)/\(name)/device")
        }
        return .object([
            "bonds": .array(virtual.compactMap(bond)),
            "default_route": defaultRoute(),
            "dns": .texts(nameServers()),
            "virtual_nics": .texts(Array(virtual.prefix(InterfaceSection.limit))),
        ])
    }

    private func bond(_ name: String) -> FactValue? {
        let folder = "\(InterfaceSection.folder)/\(name)"
        guard let mode = reader.text("\(folder)/bonding/mode") else { return nil }
        let slaves = reader.text("\(folder)/bonding/slaves")?.split(separator: " ").map(String.init) ?? []
        return .object([
            "mode": .text(mode.split(separator: " ").first.map(String.init)),
            "name": .string(name),
            "slaves": .texts(slaves.sorted(by: CodePointOrder.precedes)),
            "speed_mbps": .number(reader.quietNumber("\(folder)/speed").flatMap { $0 > 0 ? $0 : nil }),
        ])
    }

    /// The IPv4 default route with the lowest metric; addresses are words in the host's byte order.
    private func defaultRoute() -> FactValue {
        var best: (gateway: UInt64, device: String, metric: Int64)?
        reader.lines("/proc/net/route") { line in
            let words = line.words(limit: 8)
            guard words.count == 8, words[1].hexNumber == 0, words[7].hexNumber == 0,
                let gateway = words[2].hexNumber, let metric = words[6].number, let device = FactText.decoded(words[0])
            else { return true }
            if best.map({ metric < $0.metric }) ?? true { best = (gateway, device, metric) }
            return true
        }
        guard let best else { return .null }
        let parts = (0..<4).map { String(best.gateway >> (8 * UInt64($0)) & 255) }
        return .object([
            "dev": .string(best.device),
            "gateway": best.gateway == 0 ? .null : .string(parts.joined(separator: ".")),
            "metric": .integer(best.metric),
        ])
    }

    private func nameServers() -> [String] {
        let configured = nameServers(in: "/etc/resolv.conf")
        guard configured == ["127.0.0.53"] else { return configured }
        let real = nameServers(in: "/run/systemd/resolve/resolv.conf")
        return real.isEmpty ? configured : real
    }

    private func nameServers(in path: String) -> [String] {
        var found: [String] = []
        reader.lines(path) { line in
            let words = line.words(limit: 2)
            if words.count == 2, words[0].equals("nameserver"), let server = FactText.decoded(words[1]) {
                found.append(server)
            }
            return found.count < 16
        }
        return found
    }
}
