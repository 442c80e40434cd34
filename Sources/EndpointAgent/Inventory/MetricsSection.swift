import InventoryReport

/// What changes from minute to minute; kept apart so that it never makes a report differ.
struct MetricsSection {
    private static let sensors = "/sys/class/hwmon"

    let reader: SectionReader
    let mounts: MountTable

    func facts() -> FactValue {
        var available: Int64?
        var swapFree: Int64?
        reader.lines("/proc/meminfo") { line in
            guard let (key, value) = line.pair(UInt8(ascii: ":")) else { return true }
            if key.equals("MemAvailable") { available = value.leadingNumber }
            if key.equals("SwapFree") { swapFree = value.leadingNumber }
            return available == nil || swapFree == nil
        }
        var boot: Int64?
        reader.lines("/proc/stat") { line in
            guard line.starts(with: "btime ") else { return true }
            boot = line.from(6).number
            return false
        }
        return .object([
            "batteries": .array(batteries()),
            "boot_time": .number(boot),
            "filesystems": .array(mounts.entries.compactMap(filesystem)),
            "load_milli": load(),
            "memory_available_kib": .number(available),
            "swap_free_kib": .number(swapFree),
            "temperatures": .array(temperatures()),
            "uptime_s": .number(reader.content("/proc/uptime") { $0.leadingNumber }),
        ])
    }

    private func filesystem(_ entry: MountTable.Entry) -> FactValue? {
        guard let size = mounts.size(entry) else { return nil }
        return .object([
            "available_bytes": .number(size.availableBytes),
            "free_bytes": .number(size.freeBytes),
            "free_files": .number(size.freeFiles),
            "mount": .string(entry.mount),
        ])
    }

    private func batteries() -> [FactValue] {
        BatterySection.names(reader).map { name in
            let folder = "\(BatterySection.folder)/\(name)"
            return .object([
                "charge_percent": .number(reader.number("\(folder)/capacity")),
                "name": .string(name),
                "state": .text(reader.text("\(folder)/status")),
            ])
        }
    }

    /// The temperatures of disks, which anyone may read.
    private func temperatures() -> [FactValue] {
        reader.names(Self.sensors).prefix(64).compactMap { entry in
            let folder = "\(Self.sensors)/\(entry)"
            guard let name = reader.text("\(folder)/name"), name == "nvme" || name == "drivetemp" else { return nil }
            return .object([
                "device": .text(reader.linkName("\(folder)/device")),
                "sensor": .string(name),
                "temp_mc": .number(reader.number("\(folder)/temp1_input")),
            ])
        }
    }

    /// The three load averages in thousandths: `0.08` is 80.
    private func load() -> FactValue {
        let values: [FactValue]? = reader.content("/proc/loadavg") { content in
            content.words(limit: 3).map { word in
                guard let point = word.offset(of: UInt8(ascii: ".")), let whole = word.leadingNumber, whole < 1 << 40,
                    let hundredths = word.from(point + 1).number, (0..<100).contains(hundredths)
                else { return .null }
                return .integer(whole * 1000 + hundredths * 10)
            }
        }
        return .array(values ?? [])
    }
}
