import InventoryReport

/// The main memory: totals, error correction and, where udev knows them, the modules.
struct MemorySection {
    private static let controllers = "/sys/devices/system/edac/mc"

    let reader: SectionReader

    func facts() -> FactValue {
        var total: Int64?
        var swap: Int64?
        reader.lines("/proc/meminfo") { line in
            guard let (key, value) = line.pair(UInt8(ascii: ":")) else { return true }
            if key.equals("MemTotal") { total = value.leadingNumber }
            if key.equals("SwapTotal") { swap = value.leadingNumber }
            return total == nil || swap == nil
        }
        return .object([
            "edac": .array(edac()),
            "modules": .array(modules()),
            "swap_kib": .number(swap),
            "total_kib": .number(total),
        ])
    }

    private func edac() -> [FactValue] {
        reader.names(Self.controllers).filter { $0.hasPrefix("mc") }.prefix(64).map { name in
            let folder = "\(Self.controllers)/\(name)"
            return .object([
                "ce": .number(reader.number("\(folder)/ce_count")),
                "mc": .string(name),
                "mib": .number(reader.number("\(folder)/size_mb")),
                "ue": .number(reader.number("\(folder)/ue_count")),
            ])
        }
    }

    /// The modules as udev exports them from the SMBIOS table (systemd 248 and later), readable by everyone.
    private func modules() -> [FactValue] {
        let properties = UdevProperties("/run/udev/data/+dmi:id", reader: reader, prefix: "MEMORY_")
        guard let slots = properties.number("MEMORY_ARRAY_NUM_DEVICES"), slots > 0 else { return [] }
        return (0..<min(slots, 256)).compactMap { slot in
            let device = "MEMORY_DEVICE_\(slot)_"
            guard let bytes = properties.number(device + "SIZE"), bytes > 0 else { return nil }
            let speed = properties.number(device + "CONFIGURED_SPEED_MTS") ?? properties.number(device + "SPEED_MTS")
            return .object([
                "bytes": .integer(bytes),
                "maker": .text(properties.text(device + "MANUFACTURER")),
                "part": .text(properties.text(device + "PART_NUMBER")),
                "serial": .text(properties.text(device + "SERIAL_NUMBER")),
                "slot": .text(properties.text(device + "LOCATOR")),
                "speed_mts": .number(speed),
                "type": .text(properties.text(device + "TYPE")),
            ])
        }
    }
}
