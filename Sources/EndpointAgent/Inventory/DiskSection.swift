import InventoryReport

/// The disks: `/sys/block`, without loop devices, optical drives, memory disks and what is built upon disks.
struct DiskSection {
    private static let limit = 512

    let reader: SectionReader

    func facts() -> FactValue {
        let names = reader.names("/sys/block").filter(Self.isDisk)
        if names.count > Self.limit { reader.note("/sys/block", code: "truncated") }
        return .array(names.prefix(Self.limit).compactMap(disk))
    }

    private static func isDisk(_ name: String) -> Bool {
        for prefix in ["loop", "ram", "zram", "sr", "fd", "dm-", "md"] where name.hasPrefix(prefix) { return false }
        return !(name.hasPrefix("mmcblk") && (name.contains("boot") || name.hasSuffix("rpmb")))
    }

    private func disk(_ name: String) -> FactValue? {
        let block = "/sys/block/\(name)"
        // Sectors of 512 bytes whatever the device's own block size is.
        guard let sectors = reader.number("\(block)/size"), sectors > 0 else { return nil }
        let (bytes, overflowed) = sectors.multipliedReportingOverflow(by: 512)
        let udev = reader.text("\(block)/dev").map {
            UdevProperties("/run/udev/data/b\($0)", reader: reader, prefix: "ID_")
        }
        var vendor = reader.meaningful("\(block)/device/vendor")
        if vendor?.hasPrefix("0x") == true { vendor = nil }
        // SATA names are cut to 16 characters by the SCSI layer; udev has the whole.
        let model =
            udev?.decoded("ID_MODEL_ENC") ?? reader.meaningful("\(block)/device/model")
            ?? reader.meaningful("\(block)/device/name")
        let kind = kind(name, block: block, vendor: vendor, model: model)
        let rotational = kind == "virtual" || kind == "raid_lun" ? nil : reader.number("\(block)/queue/rotational")
        let resolved = kind ?? (rotational == 1 ? "hdd" : "ssd")
        let firmware = first(of: ["firmware_rev", "rev", "fwrev"], in: "\(block)/device")
        let serial =
            pageSerial(block) ?? reader.meaningful("\(block)/device/serial")
            ?? reader.meaningful("\(block)/serial") ?? udev?.text("ID_SERIAL_SHORT")
        let wwid = reader.meaningful("\(block)/device/wwid") ?? reader.meaningful("\(block)/wwid")
        let facts: [String: FactValue] = [
            "bytes": .number(overflowed ? nil : bytes),
            "firmware": .text(firmware),
            "kind": .string(resolved),
            "logical_block_bytes": .number(reader.number("\(block)/queue/logical_block_size")),
            "model": .text(model),
            "name": .string(name),
            "read_only": .flag(reader.number("\(block)/ro").map { $0 != 0 }),
            "removable": .flag(reader.number("\(block)/removable").map { $0 != 0 }),
            "rotational": .flag(rotational.map { $0 != 0 }),
            "serial": .text(serial),
            "vendor": .text(vendor),
            "wwid": .text(wwid),
        ]
        return .object(facts)
    }

    private func first(of names: [String], in folder: String) -> String? {
        for name in names {
            if let text = reader.meaningful("\(folder)/\(name)") { return text }
        }
        return nil
    }

    /// The kind where name or maker tell it; `nil` leaves it to the platters.
    private func kind(_ name: String, block: String, vendor: String?, model: String?) -> String? {
        if name.hasPrefix("nvme") { return "nvme" }
        if name.hasPrefix("mmcblk") { return reader.text("\(block)/device/type") == "SD" ? "sd" : "emmc" }
        if name.hasPrefix("vd") || name.hasPrefix("xvd") { return "virtual" }
        if let vendor, ["QEMU", "VMware", "VMware,", "VBOX", "Msft", "NUTANIX"].contains(vendor) { return "virtual" }
        if let vendor, ["LSI", "AVAGO", "MegaRAID", "BROADCOM", "Adaptec"].contains(vendor) { return "raid_lun" }
        if let model, model.hasPrefix("PERC") || model.hasPrefix("LOGICAL VOLUME") { return "raid_lun" }
        if reader.root.link(block)?.contains("/usb") == true { return "usb" }
        return nil
    }

    /// The serial number from SCSI page 80h: length big-endian at 2, text from 4.
    private func pageSerial(_ block: String) -> String? {
        let text: String? = reader.content("\(block)/device/vpd_pg80") { page in
            guard page.count > 4 else { return nil }
            let length = Int(page[2]) << 8 | Int(page[3])
            return FactText.decoded(page.part(4, min(page.count, 4 + length)))
        }
        return FactText.meaningful(text)
    }
}
