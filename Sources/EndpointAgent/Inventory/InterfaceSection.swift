import InventoryReport

/// The network cards: entries of `/sys/class/net` that have a device behind them.
struct InterfaceSection {
    static let folder = "/sys/class/net"
    static let limit = 256

    let reader: SectionReader
    let addresses: InterfaceAddresses

    func facts() -> FactValue {
        let permanent = bondedAddresses()
        let names = reader.names(Self.folder).filter { isPhysical($0) }
        if names.count > Self.limit { reader.note(Self.folder, code: "truncated") }
        return .array(names.prefix(Self.limit).map { card($0, bonded: permanent[$0]) })
    }

    private func isPhysical(_ name: String) -> Bool {
        name != "lo" && reader.root.exists("\(Self.folder)/\(name)/device")
    }

    private func card(_ name: String, bonded: String?) -> FactValue {
        let folder = "\(Self.folder)/\(name)"
        let speed = reader.quietNumber("\(folder)/speed").flatMap { $0 > 0 ? $0 : nil }
        let facts: [String: FactValue] = [
            "addr_assign_type": .number(reader.number("\(folder)/addr_assign_type")),
            "addresses": .texts(addresses.of(name)),
            "driver": .text(reader.linkName("\(folder)/device/driver")),
            "kind": .string(kind(folder)),
            "mac": .text(reader.text("\(folder)/address").flatMap(Self.hardwareAddress)),
            "master": .text(reader.linkName("\(folder)/master")),
            "mtu": .number(reader.number("\(folder)/mtu")),
            "name": .string(name),
            "pci": .text(identifier("\(folder)/device")),
            "permanent_mac": .text(bonded ?? PermanentAddress.read(name, root: reader.root)),
            "speed_mbps": .number(speed),
            "state": .text(reader.text("\(folder)/operstate")),
            "usb": .bool(isUSB(folder)),
        ]
        return .object(facts)
    }

    private func kind(_ folder: String) -> String {
        if reader.root.exists("\(folder)/phy80211") || reader.root.link("\(folder)/phy80211") != nil { return "wifi" }
        // ARPHRD numbers of linux/if_arp.h.
        switch reader.number("\(folder)/type") {
        case 32: return "infiniband"
        case 1, nil: break
        default: return "other"
        }
        let isModem = reader.content("\(folder)/uevent") { $0.offset(of: "DEVTYPE=wwan") } != nil
        return isModem ? "modem" : "ethernet"
    }

    /// Vendor and device number as in `8086:51f0`.
    private func identifier(_ device: String) -> String? {
        guard let vendor = reader.text("\(device)/vendor"), let number = reader.text("\(device)/device"),
            vendor.hasPrefix("0x"), number.hasPrefix("0x")
        else { return nil }
        return "\(vendor.dropFirst(2)):\(number.dropFirst(2))"
    }

    private func isUSB(_ folder: String) -> Bool {
        for link in [folder, "\(folder)/device"] {
            if reader.root.link(link)?.contains("/usb") == true { return true }
        }
        return false
    }

    /// The addresses that cards had before a bond gave them its own: `/proc/net/bonding/*`.
    private func bondedAddresses() -> [String: String] {
        var found: [String: String] = [:]
        for bond in reader.names("/proc/net/bonding").prefix(64) {
            var card: String?
            reader.lines("/proc/net/bonding/\(bond)") { line in
                guard let (key, _) = line.pair(UInt8(ascii: ":")) else { return true }
                let value = line.from((line.offset(of: UInt8(ascii: ":")) ?? 0) + 1)
                if key.equals("Slave Interface") {
                    card = FactText.decoded(value)
                } else if key.equals("Permanent HW addr"), let name = card {
                    found[name] = FactText.decoded(value).flatMap(Self.hardwareAddress)
                }
                return found.count < Self.limit
            }
        }
        return found
    }

    /// Pairs of hexadecimal digits in lower case, unless all are zero.
    static func hardwareAddress(_ text: String) -> String? {
        let lower = text.lowercased()
        let groups = lower.split(separator: ":", omittingEmptySubsequences: false)
        guard (6...20).contains(groups.count),
            groups.allSatisfy({
                $0.utf8.count == 2 && $0.utf8.allSatisfy { UnsafeRawBufferPointer.hexDigit($0) != nil }
            }),
            groups.contains(where: { $0 != "00" })
        else { return nil }
        return lower
    }
}
