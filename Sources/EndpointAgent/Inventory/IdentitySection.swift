import InventoryReport
import TransparencyLog

/// What tells this machine from others: hashed machine id, host name, and a fingerprint that suggests, never proves.
struct IdentitySection {
    /// One mark of the machine and how much it weighs when two records are compared.
    private struct Mark {
        let kind: String
        let value: String
        let weight: Int64
    }

    private static let weakNames: Set<String> = [
        "localhost", "localhost.localdomain", "(none)", "debian", "ubuntu", "kylin", "uos", "deepin", "raspberrypi",
    ]

    let reader: SectionReader
    let dmi: FactValue
    let nics: FactValue
    let rootDisk: FactValue?

    func facts() -> FactValue {
        let machine = machineID()
        let hostname = reader.text("/etc/hostname") ?? reader.text("/proc/sys/kernel/hostname")
        let marks = marks(machine: machine)
        let list: [(kind: String, hash: String, weight: Int64)] = marks.map {
            ($0.kind, Digest(sha256Of: Array($0.value.utf8)).hex, $0.weight)
        }
        let sorted = list.sorted { ($0.kind, $0.hash) < ($1.kind, $1.hash) }
        return .object([
            "board_model": .text(reader.meaningful("/proc/device-tree/model")),
            "board_serial": .text(reader.meaningful("/proc/device-tree/serial-number")),
            "fingerprint": .array(
                sorted.map {
                    .object(["kind": .string($0.kind), "sha256": .string($0.hash), "weight": .integer($0.weight)])
                }
            ),
            "fingerprint_basis": .texts(Set(marks.map(\.kind)).sorted(by: CodePointOrder.precedes)),
            "hostname": .text(hostname),
            "machine_id": .text(machine),
            "weak_hostname": .flag(hostname.map { Self.weakNames.contains($0.lowercased()) }),
        ])
    }

    /// HMAC-SHA256 over `countersign` under the machine id, which itself must stay on the machine (machine-id(5)).
    private func machineID() -> String? {
        for path in ["/etc/machine-id", "/var/lib/dbus/machine-id"] {
            guard let text = reader.text(path), let key = Self.key(text) else { continue }
            return MessageAuthentication.sha256(key: key, message: Array("countersign".utf8)).hex
        }
        return nil
    }

    /// The 16 bytes of exactly 32 lower-case hexadecimal digits that are not all zero.
    private static func key(_ text: String) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count == 32, text == text.lowercased() else { return nil }
        var key: [UInt8] = []
        for index in stride(from: 0, to: 32, by: 2) {
            guard let high = UnsafeRawBufferPointer.hexDigit(digits[index]),
                let low = UnsafeRawBufferPointer.hexDigit(digits[index + 1])
            else { return nil }
            key.append(high << 4 | low)
        }
        return key.contains { $0 != 0 } ? key : nil
    }

    private func marks(machine: String?) -> [Mark] {
        var marks: [Mark] = []
        func add(_ kind: String, _ value: String?, _ weight: Int64) {
            if let value { marks.append(Mark(kind: kind, value: value, weight: weight)) }
        }
        add("dmi_uuid", dmi["uuid"].text, 40)
        add("system_serial", dmi["serial"].text, 30)
        add("board_serial", dmi["board_serial"].text, 15)
        add("machine_id", machine, 20)
        add("root_disk_serial", rootDisk?["serial"].text, 10)
        marks += addresses()
        return marks
    }

    /// The addresses of network cards: 10 each, 20 in all.
    ///
    /// An address made up locally (bit 1 of the first octet) or on a USB adapter that wanders between machines is named
    /// but weighs nothing; one that was set by software (`addr_assign_type` other than 0) is left out.
    private func addresses() -> [Mark] {
        var marks: [Mark] = []
        var rest: Int64 = 20
        let cards = nics.elements.compactMap { nic -> (address: String, isLasting: Bool)? in
            let made = nic["addr_assign_type"].number == 0 ? nic["mac"].text : nil
            guard let address = nic["permanent_mac"].text ?? made else { return nil }
            let first = UInt8(address.prefix(2), radix: 16) ?? 0xFF
            return (address, first & 2 == 0 && nic["usb"].flag != true)
        }
        var seen: Set<String> = []
        for card in cards.sorted(by: { $0.address < $1.address }) where seen.insert(card.address).inserted {
            let weight = card.isLasting ? min(10, rest) : 0
            rest -= weight
            marks.append(Mark(kind: "nic_mac", value: card.address, weight: weight))
            if marks.count == 32 { break }
        }
        return marks
    }
}
