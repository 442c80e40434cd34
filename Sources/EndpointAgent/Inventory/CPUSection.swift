import InventoryReport

/// The processors: `/proc/cpuinfo`, with the topology from sysfs where it says nothing.
struct CPUSection {
    private struct Core: Hashable {
        let package: Int64
        let core: Int64
    }

    private static let folder = "/sys/devices/system/cpu"
    private static let limit = 8192

    let reader: SectionReader

    func facts() -> FactValue {
        var threads: Int64 = 0
        var model: String?
        var vendor: String?
        var implementer: String?
        var part: String?
        var virtualised: Bool?
        var package: Int64?
        var packages: Set<Int64> = []
        var cores: Set<Core> = []
        reader.lines("/proc/cpuinfo") { line in
            guard let (key, value) = line.pair(UInt8(ascii: ":")) else { return true }
            if key.equals("processor"), value.number != nil {
                threads += 1
                package = nil
                return threads < Self.limit
            } else if key.equals("physical id") {
                package = value.number
                if let package { packages.insert(package) }
            } else if key.equals("core id"), let package, let core = value.number {
                cores.insert(Core(package: package, core: core))
            } else if model == nil, key.equals("model name") || key.equals("Model Name") {
                model = FactText.decoded(value)
            } else if vendor == nil, key.equals("vendor_id") {
                vendor = FactText.decoded(value)
            } else if implementer == nil, key.equals("CPU implementer") {
                implementer = FactText.decoded(value)
            } else if part == nil, key.equals("CPU part") {
                part = FactText.decoded(value)
            } else if virtualised == nil, key.equals("flags") {
                virtualised = value.words(limit: 1024).contains { $0.equals("hypervisor") }
            }
            return true
        }
        if packages.isEmpty || cores.isEmpty { (packages, cores) = topology() }
        return .object([
            "cores": .number(cores.isEmpty ? nil : Int64(cores.count)),
            "implementer": .text(implementer),
            "max_khz": .number(reader.number("\(Self.folder)/cpu0/cpufreq/cpuinfo_max_freq")),
            "model": .text(model ?? implementer.flatMap { ProcessorNames.name(implementer: $0, part: part) }),
            "online": .number(listed("\(Self.folder)/online")),
            "part": .text(part),
            "possible": .number(listed("\(Self.folder)/possible")),
            "sockets": .number(packages.isEmpty ? nil : Int64(packages.count)),
            "threads": .number(threads > 0 ? threads : nil),
            "vendor": .text(vendor),
            "virtualised": .flag(virtualised),
            "vulnerabilities": vulnerabilities(),
        ])
    }

    private func topology() -> (Set<Int64>, Set<Core>) {
        var packages: Set<Int64> = []
        var cores: Set<Core> = []
        for name in reader.names(Self.folder).prefix(Self.limit) where Self.isProcessor(name) {
            let folder = "\(Self.folder)/\(name)/topology"
            guard let core = reader.number("\(folder)/core_id") else { continue }
            // Some arm64 firmware leaves the package unknown, which the kernel shows as -1.
            let package = max(0, reader.number("\(folder)/physical_package_id") ?? 0)
            packages.insert(package)
            cores.insert(Core(package: package, core: core))
        }
        return (packages, cores)
    }

    private static func isProcessor(_ name: String) -> Bool {
        name.hasPrefix("cpu") && name.utf8.count > 3
            && name.utf8.dropFirst(3).allSatisfy(UnsafeRawBufferPointer.isDigit)
    }

    /// The number of processors in a list such as `0-3,8-11`.
    private func listed(_ path: String) -> Int64? {
        guard let text = reader.text(path) else { return nil }
        var count: Int64 = 0
        for range in text.split(separator: ",") {
            let ends = range.split(separator: "-").compactMap { Int64($0) }
            guard let first = ends.first, let last = ends.last, 0 <= first, first <= last, last < 1 << 20 else {
                return nil
            }
            count += last - first + 1
        }
        return count
    }

    private func vulnerabilities() -> FactValue {
        let folder = "\(Self.folder)/vulnerabilities"
        return .array(
            reader.names(folder).prefix(64).map { name in
                .object(["name": .string(name), "status": .text(reader.text("\(folder)/\(name)"))])
            }
        )
    }
}
