import InventoryReport

/// The installed packages of dpkg: `/var/lib/dpkg/status` and, in images built in layers, `status.d/*` (deb-control(5)).
///
/// Databases of rpm are noticed and named as unsupported.
struct PackageSection {
    private static let folder = "/var/lib/dpkg"
    private static let listed = 1000
    private static let foreign = [
        "/var/lib/rpm/rpmdb.sqlite", "/usr/lib/sysimage/rpm/rpmdb.sqlite", "/var/lib/rpm/Packages",
        "/var/lib/rpm/Packages.db", "/usr/lib/sysimage/rpm/Packages.db",
    ]

    let reader: SectionReader

    /// The summary and the rows, in order.
    func collect() -> (summary: FactValue, rows: [PackageRow]) {
        var tally = PackageTally(limit: ReportLimits.packages, listed: Self.listed)
        read("\(Self.folder)/status", into: &tally)
        for name in reader.names("\(Self.folder)/status.d") where !name.hasSuffix(".md5sums") {
            guard tally.hasRoom else { break }
            read("\(Self.folder)/status.d/\(name)", into: &tally)
        }
        if !tally.hasRoom { reader.note(Self.folder, code: "truncated") }
        for path in Self.foreign where reader.root.exists(path) { reader.note(path, code: "unsupported") }
        let rows = tally.rows.sorted(by: PackageRow.precedes)
        let summary: [String: FactValue] = [
            "architecture": .text(rows.first { $0.name == "dpkg" }?.architecture),
            "broken": .texts(tally.broken.sorted(by: CodePointOrder.precedes)),
            "config_files": .texts(tally.configFiles.sorted(by: CodePointOrder.precedes)),
            "format": .text(tally.sawAny ? "dpkg" : nil),
            "held": .texts(tally.held.sorted(by: CodePointOrder.precedes)),
            "installed": .number(tally.sawAny ? tally.installed : nil),
            "installed_kib": .number(tally.sawAny ? tally.kibibytes : nil),
        ]
        return (.object(summary), rows)
    }

    private func read(_ path: String, into tally: inout PackageTally) {
        var paragraph = PackageParagraph()
        reader.lines(path) { line in
            if line.isEmpty {
                tally.add(paragraph)
                paragraph.clear()
                return tally.hasRoom
            }
            paragraph.take(line)
            return true
        }
        tally.add(paragraph)
    }
}
