import Glibc
package import InventoryReport

/// Collects the inventory of the machine by reading files only: no child processes, nothing written.
///
/// Everything reported belongs to privacy class A: hardware, system, packages, posture.
package struct InventoryCollector: Sendable {
    private let root: String
    private let privileged: [String: String]

    /// A collector for the tree under `root`.
    /// - Parameters:
    ///   - root: The folder that stands for `/`; nothing outside is read, whatever links say.
    ///   - privileged: What ``PrivilegedFacts`` found; empty if the collector should try for itself.
    package init(root: String = "/", privileged: [String: String] = [:]) {
        self.root = root
        self.privileged = privileged.filter { PrivilegedFacts.names.contains($0.key) }
    }

    /// Collects everything once.
    /// - Parameter seconds: The time now, in seconds since 1970 UTC.
    /// - Throws: `InventoryError.root` if the root folder cannot be opened; anything else becomes an error in a section.
    package func collect(at seconds: Int64) throws(InventoryError) -> Report {
        let files = try InventoryRoot(root)
        let rights: ReportSection.Privilege = geteuid() == 0 ? .root : .user
        var sections: [String: ReportSection] = [:]

        func section(
            _ name: String,
            _ source: String,
            privilege: ReportSection.Privilege? = nil,
            _ facts: (SectionReader) -> FactValue
        ) {
            let reader = SectionReader(files)
            let value = facts(reader)
            sections[name] = ReportSection(
                collectedAt: seconds,
                source: source,
                privilege: privilege ?? rights,
                errors: reader.errors,
                facts: value
            )
        }

        let mountReader = SectionReader(files)
        let mounts = MountTable(reader: mountReader)
        section("dmi", "/sys/class/dmi/id", privilege: privileged.isEmpty ? nil : .root) {
            DMISection(reader: $0, privileged: privileged).facts()
        }
        section("cpu", "/proc/cpuinfo, /sys/devices/system/cpu") { CPUSection(reader: $0).facts() }
        section("memory", "/proc/meminfo, edac, udev") { MemorySection(reader: $0).facts() }
        section("batteries", BatterySection.folder) { BatterySection(reader: $0).facts() }
        section("disks", "/sys/block, udev") { DiskSection(reader: $0).facts() }
        section("raid", "/sys/block, /proc/mdstat") { RAIDSection(reader: $0).facts() }
        section("filesystems", "mountinfo, statvfs") { reader in
            for failure in mountReader.errors { reader.note(failure.at, code: failure.code) }
            return .array(mounts.entries.map { Self.filesystem($0, size: mounts.size($0)) })
        }
        section("nics", "/sys/class/net, ethtool, getifaddrs") {
            InterfaceSection(reader: $0, addresses: InterfaceAddresses(reader: $0)).facts()
        }
        section("network", "/sys/class/net, /proc/net/route, resolv.conf") { NetworkSection(reader: $0).facts() }
        section("os", "os-release") { OSSection(reader: $0).facts() }
        section("kernel", "/proc/version, /proc/sys/kernel") { KernelSection(reader: $0).facts() }
        section("security", "efivars, tpm, device mapper, /run") {
            SecuritySection(reader: $0, stack: StorageStack(reader: $0, mounts: mounts)).facts()
        }
        section("identity", "machine-id, hostname, dmi, nics, disks", privilege: privileged.isEmpty ? nil : .root) {
            let disks = sections["disks"]?.facts.elements ?? []
            let disk = StorageStack(reader: $0, mounts: mounts).rootDisk(among: disks.compactMap { $0["name"].text })
            return IdentitySection(
                reader: $0,
                dmi: sections["dmi"]?.facts ?? .null,
                nics: sections["nics"]?.facts ?? .null,
                rootDisk: disks.first { $0["name"].text == disk }
            ).facts()
        }
        var rows: [PackageRow] = []
        section("packages", "/var/lib/dpkg") {
            let (summary, found) = PackageSection(reader: $0).collect()
            rows = found
            return summary
        }
        for (name, bucket) in Dictionary(grouping: rows, by: \.sectionName) {
            section(name, "/var/lib/dpkg") { _ in .array(bucket.map(\.value)) }
        }

        let reader = SectionReader(files)
        let metrics = MetricsSection(reader: reader, mounts: mounts).facts()
        return Report(
            bootID: reader.text("/proc/sys/kernel/random/boot_id"),
            sections: sections,
            metrics: ReportSection(
                collectedAt: seconds,
                source: "/proc, /sys, statvfs",
                privilege: rights,
                errors: reader.errors,
                facts: metrics
            )
        )
    }

    private static func filesystem(_ entry: MountTable.Entry, size: MountTable.Size?) -> FactValue {
        .object([
            "bytes": .number(size?.bytes),
            "device": .string(entry.device),
            "files": .number(size?.files),
            "mount": .string(entry.mount),
            "read_only": .bool(entry.readOnly),
            "type": .string(entry.type),
        ])
    }
}
