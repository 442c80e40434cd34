import InventoryReport

/// The posture that can be read without privilege: secure boot, TPM, encryption, pending reboot.
struct SecuritySection {
    private static let variable = "/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"

    let reader: SectionReader
    let stack: StorageStack

    func facts() -> FactValue {
        var packages: Set<String> = []
        reader.lines("/run/reboot-required.pkgs") { line in
            if let name = FactText.decoded(line) { packages.insert(name) }
            return packages.count < 256
        }
        return .object([
            "encryption": stack.encryption(),
            "reboot_pkgs": .texts(packages.sorted(by: CodePointOrder.precedes)),
            "reboot_required": .bool(reader.root.exists("/run/reboot-required")),
            "secure_boot": .text(secureBoot()),
            "tpm": .text(reader.text("/sys/class/tpm/tpm0/tpm_version_major")),
        ])
    }

    /// The EFI variable: four bytes of attributes, then 1 or 0; `unsupported` without EFI.
    private func secureBoot() -> String? {
        guard reader.root.exists("/sys/firmware/efi") else { return "unsupported" }
        return reader.content(Self.variable) { $0.count == 5 ? ($0[4] == 1 ? "enabled" : "disabled") : nil }
    }
}
