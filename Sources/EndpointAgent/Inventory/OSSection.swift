import InventoryReport

/// The operating system: os-release(5) and what some distributions write beside it.
struct OSSection {
    let reader: SectionReader

    func facts() -> FactValue {
        var release = Self.assignments(in: "/etc/os-release", reader: reader)
        if release.isEmpty { release = Self.assignments(in: "/usr/lib/os-release", reader: reader) }
        // UOS: edition and build number in INI form; keys with a language in brackets are other keys.
        let version = Self.assignments(in: "/etc/os-version", reader: reader)
        let facts: [String: FactValue] = [
            "build": .text(version["OsBuild"]),
            "codename": .text(release["VERSION_CODENAME"]),
            "edition": .text(version["EditionName"]),
            "id": .text(release["ID"].map(FactText.lowercased)),
            "id_like": .text(release["ID_LIKE"]),
            "kernel": .text(reader.text("/proc/sys/kernel/osrelease")),
            "minor": .text(version["MinorVersion"]),
            "name": .text(release["NAME"]),
            "point": .text(reader.text("/etc/debian_version")),
            "pretty": .text(release["PRETTY_NAME"]),
            "project": .text(release["PROJECT_CODENAME"]),
            "release_id": .text(release["KYLIN_RELEASE_ID"]),
            "time_zone": .text(timeZone()),
            "variant": .text(release["VARIANT_ID"]),
            "version_id": .text(release["VERSION_ID"]),
        ]
        return .object(facts)
    }

    private func timeZone() -> String? {
        guard let target = reader.root.link("/etc/localtime"),
            let mark = target.split(separator: "/").lastIndex(of: "zoneinfo")
        else { return reader.text("/etc/timezone") }
        let parts = target.split(separator: "/")
        return FactText.decoded(parts[(mark + 1)...].joined(separator: "/"))
    }

    /// `KEY=value` lines with the quoting of os-release(5); comments and anything else are skipped.
    static func assignments(in path: String, reader: SectionReader) -> [String: String] {
        var found: [String: String] = [:]
        reader.lines(path) { line in
            let line = line.trimmed
            guard line.first != UInt8(ascii: "#"), let (key, value) = line.pair(UInt8(ascii: "=")),
                let name = FactText.decoded(key)
            else { return true }
            found[name] = unquoted(value)
            return found.count < 256
        }
        return found
    }

    /// The value as a shell would read it: single quotes, or double quotes with backslash escapes, or bare.
    static func unquoted(_ value: UnsafeRawBufferPointer) -> String? {
        guard let quote = value.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            return FactText.decoded(value)
        }
        var out: [UInt8] = []
        var index = 1
        while index < value.count, value[index] != quote {
            if quote == UInt8(ascii: "\""), value[index] == UInt8(ascii: "\\"), index + 1 < value.count { index += 1 }
            out.append(value[index])
            index += 1
        }
        return out.withUnsafeBytes { FactText.decoded($0) }
    }
}
