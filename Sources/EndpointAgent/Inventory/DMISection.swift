import InventoryReport

/// What the firmware says of the machine: `/sys/class/dmi/id`.
struct DMISection {
    private static let folder = "/sys/class/dmi/id"

    let reader: SectionReader
    /// Root-only values from elsewhere; if there are none the files are tried.
    let privileged: [String: String]

    /// The facts, `null` on a machine without DMI.
    func facts() -> FactValue {
        guard !reader.names(Self.folder).isEmpty || !privileged.isEmpty else { return .null }
        let chassis = reader.number("\(Self.folder)/chassis_type")
        return .object([
            "asset_tag": attribute("chassis_asset_tag"),
            "bios_date": .text(reader.text("\(Self.folder)/bios_date").flatMap(Self.date)),
            "bios_vendor": attribute("bios_vendor"),
            "bios_version": attribute("bios_version"),
            "board_name": attribute("board_name"),
            "board_serial": .text(rootOnly("board_serial")),
            "board_vendor": attribute("board_vendor"),
            "chassis": .text(chassis.flatMap(Self.chassis)),
            "chassis_serial": .text(rootOnly("chassis_serial")),
            "chassis_type": .number(chassis),
            "family": attribute("product_family"),
            "model": attribute("product_name"),
            "model_marketing": attribute("product_version"),
            "serial": .text(rootOnly("product_serial")),
            "sku": attribute("product_sku"),
            "uuid": .text(rootOnly("product_uuid").flatMap(Self.uuid)),
            "vendor": attribute("sys_vendor"),
        ])
    }

    private func attribute(_ name: String) -> FactValue {
        .text(reader.meaningful("\(Self.folder)/\(name)"))
    }

    private func rootOnly(_ name: String) -> String? {
        if privileged.isEmpty { return reader.meaningful("\(Self.folder)/\(name)") }
        return FactText.meaningful(privileged[name].flatMap { FactText.decoded($0) })
    }

    /// An identifier of the right form that is not one of the well-known defaults, in lower case.
    static func uuid(_ text: String) -> String? {
        let lower = text.lowercased()
        let groups = lower.split(separator: "-", omittingEmptySubsequences: false)
        guard groups.map(\.utf8.count) == [8, 4, 4, 4, 12],
            groups.allSatisfy({ $0.utf8.allSatisfy { UnsafeRawBufferPointer.hexDigit($0) != nil } })
        else { return nil }
        let digits = Set(lower.utf8.filter { $0 != UInt8(ascii: "-") })
        guard digits.count > 1, lower != "03000200-0400-0500-0006-000700080009", !lower.hasPrefix("12345678-1234-")
        else {
            return nil
        }
        return lower
    }

    /// `MM/DD/YYYY` or `YYYYMMDD` as an ISO date, `nil` for anything else.
    static func date(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        let digits: [UInt8]
        if bytes.count == 10, bytes[2] == UInt8(ascii: "/"), bytes[5] == UInt8(ascii: "/") {
            digits = Array(bytes[6...] + bytes[0..<2] + bytes[3..<5])
        } else {
            digits = bytes
        }
        guard digits.count == 8, digits.allSatisfy(UnsafeRawBufferPointer.isDigit) else { return nil }
        let parts = [digits[0..<4], digits[4..<6], digits[6..<8]].map { String(decoding: $0, as: UTF8.self) }
        guard let month = Int(parts[1]), let day = Int(parts[2]), (1...12).contains(month), (1...31).contains(day)
        else {
            return nil
        }
        return parts.joined(separator: "-")
    }

    /// The SMBIOS chassis types (DSP0134 §7.4.1) that tell something.
    private static func chassis(_ type: Int64) -> String? {
        switch type {
        case 3: "desktop"
        case 4: "low_profile"
        case 6: "mini_tower"
        case 7: "tower"
        case 8: "portable"
        case 9: "laptop"
        case 10: "notebook"
        case 13: "all_in_one"
        case 14: "sub_notebook"
        case 17, 23: "server"
        case 30: "tablet"
        case 31: "convertible"
        case 35: "mini_pc"
        default: nil
        }
    }
}
