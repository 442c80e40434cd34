import ArgumentParser
import Foundation
import InventoryReport
import Model
import OperatorClient

struct InventoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inventory",
        abstract: .spoken("What devices are made of, as their agents report it.", "设备的构成，由其代理上报。"),
        subcommands: [InventoryShowCommand.self, InventoryListCommand.self, InventoryExportCommand.self]
    )
}

struct InventoryShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: .spoken("Show one device's inventory.", "显示一台设备的资产清单。")
    )

    @OptionGroup var options: TenantOptions

    @Argument(help: .spoken("Name or id.", "名称或标识。"), completion: KnownWords.devices)
    var device: String

    /// The device, by what was verified here before if that suffices.
    private func known(_ tenant: TrustedTenant) async throws -> Target {
        if let target = try? TargetSelector.one(device, among: tenant.known.targets) { return target }
        return try TargetSelector.one(device, among: await tenant.devices().map(\.target))
    }

    func run() async throws {
        let work = Workplace.start()
        try await work.withTenant(options.tenant, onlyReading: true) { tenant in
            let target = try await known(tenant)
            let seen = try await tenant.inventory(of: target.id)
            if options.json { return work.console.document(seen.text) }
            work.console.out("\(Table.Cell(target.label).text)  \(target.id)")
            for line in ReportText.lines(seen.report, language: work.console.language == .chinese ? .chinese : .english)
            {
                work.console.out(line)
            }
            work.console.note(
                Localized(
                    "report \(seen.sequence) of \(seen.receivedAt), signed by the agent, entry \(seen.index); merged by the controller",
                    "报告 \(seen.sequence)，\(seen.receivedAt)，由代理签名，日志条目 \(seen.index)；由控制器合并"
                )
            )
        }
    }
}

/// Columns of lists and exports.
private struct InventoryRow: Encodable {
    let device: String
    let name: String
    let hostname: String
    let vendor: String
    let model: String
    let serial: String
    let processor: String
    let memoryKiB: Int64?
    let diskBytes: Int64?
    let system: String
    let kernel: String
    let packages: Int64?
    let addresses: [String]
    let receivedAt: String

    init(_ seen: SeenInventory, name: String) {
        let report = seen.report
        let dmi = report.facts("dmi")
        device = seen.device.text
        self.name = name
        hostname = report.facts("identity")["hostname"].text ?? ""
        vendor = dmi["vendor"].text ?? ""
        model = dmi["model_marketing"].text ?? dmi["model"].text ?? ""
        serial = dmi["serial"].text ?? ""
        processor = report.facts("cpu")["model"].text ?? ""
        memoryKiB = report.facts("memory")["total_kib"].number
        let disks = report.facts("disks").elements.compactMap { $0["bytes"].number }
        diskBytes = disks.isEmpty ? nil : disks.reduce(0) { $0 &+ $1 }
        system = report.facts("os")["pretty"].text ?? ""
        kernel = report.facts("kernel")["running"].text ?? ""
        packages = report.facts("packages")["installed"].number
        addresses = report.facts("nics").elements.flatMap { $0["addresses"].elements.compactMap(\.text) }
        receivedAt = seen.receivedAt
    }

    static let header = [
        "device", "name", "hostname", "vendor", "model", "serial", "processor", "memory_kib", "disk_bytes", "system",
        "kernel", "packages", "addresses", "received_at",
    ]

    var cells: [String] {
        func number(_ value: Int64?) -> String { value.map { CSVCell.number($0) } ?? "" }
        return [device, name, hostname, vendor, model, serial, processor].map { CSVCell.escaped($0) }
            + [
                number(memoryKiB), number(diskBytes), CSVCell.escaped(system), CSVCell.escaped(kernel),
                number(packages),
            ]
            + [CSVCell.escaped(addresses.joined(separator: " ")), CSVCell.escaped(receivedAt)]
    }

    static func read(_ tenant: TrustedTenant) async throws -> [InventoryRow] {
        let targets = try await tenant.devices().map(\.target)
        return try await tenant.inventory().map { seen in
            InventoryRow(seen, name: targets.first { $0.id == seen.device }?.name ?? "")
        }
    }
}

struct InventoryListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: .spoken("List all devices' inventories.", "列出全部设备的资产清单。")
    )

    @OptionGroup var options: TenantOptions

    func run() async throws {
        let work = Workplace.start()
        try await work.withTenant(options.tenant, onlyReading: true) { tenant in
            let rows = try await InventoryRow.read(tenant)
            if options.json { return work.console.json(rows) }
            var table = Table(
                [
                    Catalogue.name, Catalogue.device, Localized("MODEL", "机型"), Localized("PROCESSOR", "处理器"),
                    Localized("MEMORY", "内存"), Localized("SYSTEM", "操作系统"),
                ].map(work.console.text)
            )
            for row in rows {
                table.add([
                    .init(row.name.isEmpty ? "-" : row.name), .init(row.device),
                    .init([row.vendor, row.model].filter { !$0.isEmpty }.joined(separator: " ")), .init(row.processor),
                    .init(row.memoryKiB.map { "\($0 / 1_024) MiB" } ?? "-"), .init(row.system),
                ])
            }
            work.console.out(table)
        }
    }
}

struct InventoryExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: .spoken("Export all inventories.", "导出全部资产清单。")
    )

    @OptionGroup var options: TenantOptions

    @Option(
        help: .spoken("Format: json (whole reports) or csv (one line a device).", "json（完整报告）或 csv（每台设备一行）。"),
        completion: .list(["csv", "json"])
    )
    var format = "csv"

    @Option(help: .spoken("Where to write it (else stdout).", "写入位置（缺省为标准输出）。"), completion: .file())
    var out: String?

    func run() async throws {
        let work = Workplace.start()
        guard ["json", "csv"].contains(format) else {
            throw ClientError.usage(
                Localized("\"\(format)\" is no format", "没有格式“\(format)”"),
                hint: Localized("formats are json and csv", "格式有 json 和 csv")
            )
        }
        try await work.withTenant(options.tenant, onlyReading: true) { tenant in
            let text: String
            if format == "csv" {
                let rows = try await InventoryRow.read(tenant)
                text =
                    CSVCell.line(InventoryRow.header.map { CSVCell.escaped($0) })
                    + rows.map { CSVCell.line($0.cells) }.joined()
            } else {
                _ = try await tenant.devices()
                let reports = try await tenant.inventory().map { "{\"device\":\"\($0.device)\",\"report\":\($0.text)}" }
                text = "[\(reports.joined(separator: ",\n"))]\n"
            }
            guard let out else { return work.console.document(String(text.dropLast())) }
            try PlainFile.write(Array(text.utf8), to: out)
            work.console.note(Catalogue.written(out))
        }
    }
}
