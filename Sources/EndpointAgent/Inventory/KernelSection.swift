import Glibc
import InventoryReport

/// The running kernel.
struct KernelSection {
    let reader: SectionReader

    func facts() -> FactValue {
        let version = reader.text("/proc/version")
        return .object([
            "arch": .text(architecture()),
            "lockdown": .text(lockdown()),
            "package_version": .text(version.flatMap(Self.packageVersion)),
            "running": .text(reader.text("/proc/sys/kernel/osrelease")),
            "tainted": .number(reader.number("/proc/sys/kernel/tainted")),
            "version": .text(version),
        ])
    }

    private func architecture() -> String? {
        if let text = reader.text("/proc/sys/kernel/arch") { return text }
        guard reader.root.isSystem else { return nil }
        var info = utsname()
        guard uname(&info) == 0 else { return nil }
        return withUnsafeBytes(of: &info.machine) { bytes in
            FactText.decoded(bytes.part(0, bytes.offset(of: 0) ?? bytes.count))
        }
    }

    /// The mode in brackets of `none [integrity] confidentiality`.
    private func lockdown() -> String? {
        reader.text("/sys/kernel/security/lockdown")?.split(separator: " ").first { $0.hasPrefix("[") }
            .map { String($0.dropFirst().prefix { $0 != "]" }) }
    }

    /// The word after `Debian` in `/proc/version`: the version of the kernel's package.
    static func packageVersion(_ text: String) -> String? {
        let words = text.split(separator: " ")
        guard let mark = words.lastIndex(of: "Debian"), mark + 1 < words.count else { return nil }
        return String(words[mark + 1])
    }
}
