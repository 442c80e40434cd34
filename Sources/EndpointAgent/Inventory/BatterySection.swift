import InventoryReport

/// The machine's batteries: `/sys/class/power_supply`, without those of mice and keyboards.
struct BatterySection {
    static let folder = "/sys/class/power_supply"

    let reader: SectionReader

    /// The names of the machine's own batteries.
    static func names(_ reader: SectionReader) -> [String] {
        reader.names(folder).prefix(64).filter { name in
            reader.text("\(folder)/\(name)/type") == "Battery" && reader.text("\(folder)/\(name)/scope") != "Device"
        }
    }

    func facts() -> FactValue {
        .array(Self.names(reader).map(battery))
    }

    private func battery(_ name: String) -> FactValue {
        let folder = "\(Self.folder)/\(name)"
        let full: Int64?
        let design: Int64?
        let millivolts: Int64?
        if let energy = amount("\(folder)/energy_full") {
            (full, design, millivolts) = (energy, amount("\(folder)/energy_full_design"), nil)
        } else {
            full = amount("\(folder)/charge_full")
            design = amount("\(folder)/charge_full_design")
            millivolts = (amount("\(folder)/voltage_min_design") ?? amount("\(folder)/voltage_now")).map { $0 / 1000 }
        }
        func milliwattHours(_ value: Int64?, isCharge: Bool) -> Int64? {
            guard let value else { return nil }
            guard isCharge else { return value / 1000 }
            return millivolts.map { value / 1000 * $0 / 1000 }
        }
        let isCharge = !reader.root.exists("\(folder)/energy_full")
        var health: Int64?
        if let full, let design, design > 0 { health = (1000 * full + design / 2) / design }
        let serial = reader.meaningful("\(folder)/serial_number").flatMap { text in
            text.utf8.allSatisfy { $0 == UInt8(ascii: "0") } ? nil : text
        }
        return .object([
            "cycles": .number(reader.number("\(folder)/cycle_count").flatMap { $0 > 0 ? $0 : nil }),
            "design_mwh": .number(milliwattHours(design, isCharge: isCharge)),
            "full_mwh": .number(milliwattHours(full, isCharge: isCharge)),
            "health_permille": .number(health),
            "manufacturer": .text(reader.meaningful("\(folder)/manufacturer")),
            "model": .text(reader.meaningful("\(folder)/model_name")),
            "name": .string(name),
            "serial": .text(serial),
            "technology": .text(reader.meaningful("\(folder)/technology")),
        ])
    }

    /// A number in µWh, µAh or µV, if it is one that a battery can have; products of such stay far from overflow.
    private func amount(_ path: String) -> Int64? {
        reader.number(path).flatMap { (0..<1_000_000_000_000).contains($0) ? $0 : nil }
    }
}
