/// Facts that only root can read, by a fixed list that no request can extend.
package enum PrivilegedFacts {
    /// The names under `/sys/class/dmi/id`, all of mode 0400 there.
    package static let names = ["board_serial", "chassis_serial", "product_serial", "product_uuid"]

    /// Reads them, to be called by the executor once per boot; absent ones are left out.
    package static func read(root: String = "/") -> [String: String] {
        guard let files = try? InventoryRoot(root) else { return [:] }
        let reader = SectionReader(files)
        var facts: [String: String] = [:]
        for name in names {
            facts[name] = reader.text("/sys/class/dmi/id/\(name)")
        }
        return facts
    }
}
