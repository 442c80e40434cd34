import InventoryReport

/// How the root file system stands on disks: device mapper layers, encryption, the disk below.
struct StorageStack {
    /// Layers of devices upon devices that are followed.
    private static let depth = 8

    let reader: SectionReader
    let mounts: MountTable

    /// The encryption below the root file system.
    func encryption() -> FactValue {
        for name in layers() {
            let folder = "/sys/block/\(name)"
            guard let uuid = reader.text("\(folder)/dm/uuid"), uuid.hasPrefix("CRYPT-") else { continue }
            let kind = uuid.split(separator: "-").dropFirst().first.map { FactText.lowercased(String($0)) }
            return .object([
                "backing": .texts(reader.names("\(folder)/slaves")),
                "mapping": .text(reader.text("\(folder)/dm/name")),
                "root": .text(kind),
            ])
        }
        return .object(["backing": .array([]), "mapping": .null, "root": .null])
    }

    /// The name of the one disk that holds the root file system, `nil` if there are several or none is found.
    func rootDisk(among disks: [String]) -> String? {
        let found = Set(
            layers().compactMap { layer in
                disks.filter { layer.hasPrefix($0) }.max { $0.utf8.count < $1.utf8.count }
            }
        )
        return found.count == 1 ? found.first : nil
    }

    /// The root's block device and everything below it, by kernel name.
    private func layers() -> [String] {
        guard let device = mounts.entries.first(where: { $0.mount == "/" })?.device, device.hasPrefix("/dev/") else {
            return []
        }
        let name = String(device.dropFirst(5))
        var level = [name.hasPrefix("mapper/") ? mapped(String(name.dropFirst(7))) : name].compactMap(\.self)
        var all: [String] = []
        for _ in 0..<Self.depth where !level.isEmpty {
            all += level
            level = level.flatMap { $0.contains("/") ? [] : Array(reader.names("/sys/block/\($0)/slaves").prefix(64)) }
        }
        return all
    }

    private func mapped(_ mapping: String) -> String? {
        reader.names("/sys/block").prefix(1024).first {
            $0.hasPrefix("dm-") && reader.text("/sys/block/\($0)/dm/name") == mapping
        }
    }
}
