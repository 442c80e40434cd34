/// The language of a text for people.
package enum ReportLanguage: Hashable, Sendable {
    case english
    case chinese
}

/// A compact overview of a report for people; all device text in it is escaped.
package struct ReportText {
    /// The lines of the overview, one fact group each; unknown groups are left out.
    package static func lines(_ report: Report, language: ReportLanguage) -> [String] {
        ReportText(report: report, language: language).lines
    }

    private let report: Report
    private let language: ReportLanguage

    private var lines: [String] {
        [identity, machine, processor, memory].compactMap(\.self) + disks + filesystems + interfaces
            + [system, kernel, packages, trouble].compactMap(\.self)
    }

    private var identity: String? {
        let facts = report.facts("identity")
        let dmi = report.facts("dmi")
        let kinds = facts["fingerprint_basis"].elements.compactMap(\.text)
        return line(
            "Identity",
            "标识",
            [
                shown(facts["hostname"]),
                named(dmi["serial"], "serial", "序列号"),
                named(dmi["asset_tag"], "asset tag", "资产标签"),
                kinds.isEmpty ? nil : labelled("fingerprint from", "指纹来源") + " " + shown(kinds),
            ]
        )
    }

    private var machine: String? {
        let dmi = report.facts("dmi")
        return line(
            "Machine",
            "机型",
            [
                shown(dmi["vendor"]), shown(dmi["model_marketing"]), shown(dmi["model"]), shown(dmi["chassis"]),
                named(dmi["bios_version"], "BIOS", "BIOS"),
            ]
        )
    }

    private var processor: String? {
        let cpu = report.facts("cpu")
        return line(
            "Processor",
            "处理器",
            [
                shown(cpu["model"]),
                counted(cpu["sockets"], "sockets", "路"), counted(cpu["cores"], "cores", "核"),
                counted(cpu["threads"], "threads", "线程"),
                cpu["virtualised"].flag == true ? labelled("virtual machine", "虚拟机") : nil,
            ]
        )
    }

    private var memory: String? {
        let facts = report.facts("memory")
        return line(
            "Memory",
            "内存",
            [
                facts["total_kib"].number.map { Self.binary(kib: $0) },
                facts["swap_kib"].number.map { labelled("swap", "交换空间") + " " + Self.binary(kib: $0) },
            ]
        )
    }

    private var disks: [String] {
        report.facts("disks").elements.compactMap { disk in
            line(
                "Disk",
                "磁盘",
                [
                    shown(disk["name"]), disk["bytes"].number.map(Self.decimal), shown(disk["kind"]),
                    shown(disk["model"]), named(disk["serial"], "serial", "序列号"),
                ]
            )
        }
    }

    private var filesystems: [String] {
        let free = report.metrics?.facts["filesystems"].elements ?? []
        return report.facts("filesystems").elements.compactMap { filesystem in
            let available = free.first { $0["mount"] == filesystem["mount"] }?["available_bytes"].number
            return line(
                "File system",
                "文件系统",
                [
                    shown(filesystem["mount"]), shown(filesystem["type"]), shown(filesystem["device"]),
                    filesystem["bytes"].number.map(Self.decimal),
                    available.map { labelled("free", "可用") + " " + Self.decimal($0) },
                ]
            )
        }
    }

    private var interfaces: [String] {
        report.facts("nics").elements.compactMap { nic in
            let addresses = nic["addresses"].elements.compactMap(\.text)
            return line(
                "Network",
                "网卡",
                [
                    shown(nic["name"]), shown(nic["kind"]), shown(nic["state"]), shown(nic["mac"]),
                    nic["speed_mbps"].number.map { "\($0) Mbit/s" },
                    addresses.isEmpty ? nil : shown(addresses),
                ]
            )
        }
    }

    private var system: String? {
        let os = report.facts("os")
        return line(
            "System",
            "操作系统",
            [shown(os["pretty"]), shown(os["id"]), shown(os["version_id"]), shown(os["point"])]
        )
    }

    private var kernel: String? {
        let kernel = report.facts("kernel")
        return line("Kernel", "内核", [shown(kernel["running"]), shown(kernel["arch"])])
    }

    private var packages: String? {
        let facts = report.facts("packages")
        return line(
            "Packages",
            "软件包",
            [
                counted(facts["installed"], "installed", "个已安装"), shown(facts["format"]),
                facts["broken"].elements.isEmpty
                    ? nil : "\(facts["broken"].elements.count) " + labelled("broken", "个损坏"),
                facts["held"].elements.isEmpty ? nil : "\(facts["held"].elements.count) " + labelled("held", "个锁定"),
            ]
        )
    }

    private var trouble: String? {
        let names = report.sections.filter { !$0.value.errors.isEmpty }.keys.sorted(by: CodePointOrder.precedes)
        guard !names.isEmpty else { return nil }
        return line("Incomplete sections", "不完整的部分", [shown(names)])
    }

    private func line(_ english: String, _ chinese: String, _ parts: [String?]) -> String? {
        let known = parts.compactMap(\.self)
        guard !known.isEmpty else { return nil }
        return language == .english
            ? "\(english): \(known.joined(separator: ", "))" : "\(chinese)：\(known.joined(separator: "，"))"
    }

    private func labelled(_ english: String, _ chinese: String) -> String {
        language == .english ? english : chinese
    }

    private func shown(_ value: FactValue) -> String? {
        value.text.map { DisplayText.escaped($0, limit: 120) }
    }

    private func shown(_ texts: [String]) -> String {
        let some = texts.prefix(8).map { DisplayText.escaped($0, limit: 64) }
        return some.joined(separator: " ") + (texts.count > 8 ? " …" : "")
    }

    private func named(_ value: FactValue, _ english: String, _ chinese: String) -> String? {
        shown(value).map { "\(labelled(english, chinese)) \($0)" }
    }

    private func counted(_ value: FactValue, _ english: String, _ chinese: String) -> String? {
        guard let number = value.number else { return nil }
        if language == .chinese { return "\(number) \(chinese)" }
        // The words are plurals in -s or do not change.
        return number == 1 && english.hasSuffix("s") ? "1 \(english.dropLast())" : "\(number) \(english)"
    }

    /// A size in powers of 1024, with one decimal.
    static func binary(kib: Int64) -> String {
        scaled(kib, step: 1024, units: ["KiB", "MiB", "GiB", "TiB", "PiB"])
    }

    /// A size in powers of 1000, as disks are sold, with one decimal.
    static func decimal(_ bytes: Int64) -> String {
        scaled(bytes, step: 1000, units: ["B", "kB", "MB", "GB", "TB", "PB"])
    }

    private static func scaled(_ amount: Int64, step: Int64, units: [String]) -> String {
        var whole = amount
        var rest: Int64 = 0
        var index = 0
        while whole >= step, index < units.count - 1 {
            rest = whole % step
            whole /= step
            index += 1
        }
        return index == 0 ? "\(whole) \(units[0])" : "\(whole).\(rest * 10 / step) \(units[index])"
    }
}
