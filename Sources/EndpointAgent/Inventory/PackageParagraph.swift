import InventoryReport

/// The wanted fields of one paragraph of a dpkg status file; all others are passed over as bytes.
struct PackageParagraph {
    var name: [UInt8] = []
    var status: [UInt8] = []
    var version: [UInt8] = []
    var architecture: [UInt8] = []
    var source: [UInt8] = []
    var kibibytes: Int64?

    var isEmpty: Bool { name.isEmpty }

    mutating func clear() {
        name.removeAll(keepingCapacity: true)
        status.removeAll(keepingCapacity: true)
        version.removeAll(keepingCapacity: true)
        architecture.removeAll(keepingCapacity: true)
        source.removeAll(keepingCapacity: true)
        kibibytes = nil
    }

    /// Takes a line; one that begins with a blank continues a field that is not wanted here.
    mutating func take(_ line: UnsafeRawBufferPointer) {
        switch line.first {
        case UInt8(ascii: "P"): Self.keep(line, "Package:", in: &name)
        case UInt8(ascii: "V"): Self.keep(line, "Version:", in: &version)
        case UInt8(ascii: "A"): Self.keep(line, "Architecture:", in: &architecture)
        case UInt8(ascii: "S"):
            Self.keep(line, "Status:", in: &status)
            Self.keep(line, "Source:", in: &source)
        case UInt8(ascii: "I") where line.starts(with: "Installed-Size:"):
            kibibytes = line.from(15).number
        default: break
        }
    }

    private static func keep(_ line: UnsafeRawBufferPointer, _ field: StaticString, in target: inout [UInt8]) {
        guard line.starts(with: field) else { return }
        target.removeAll(keepingCapacity: true)
        let value = line.from(field.utf8CodeUnitCount).trimmed
        target.append(contentsOf: value.part(0, min(value.count, ReportLimits.stringBytes)))
    }

    private static func text(_ bytes: [UInt8]) -> String? {
        bytes.withUnsafeBytes { FactText.decoded($0) }
    }

    var nameText: String? { Self.text(name) }

    /// The row of an installed package; `Source: name (version)` counts where it differs from the package's own.
    var row: PackageRow? {
        guard let name = nameText else { return nil }
        let version = Self.text(version)
        var sourceName = name
        var sourceVersion = version
        if let whole = Self.text(source) {
            sourceName = whole
            if whole.hasSuffix(")"), let open = whole.firstIndex(of: "(") {
                sourceName = String(whole[..<open])
                while sourceName.hasSuffix(" ") { sourceName.removeLast() }
                sourceVersion = String(whole[whole.index(after: open)...].dropLast())
            }
        }
        return PackageRow(
            name: name,
            architecture: Self.text(architecture),
            version: version,
            source: sourceName,
            sourceVersion: sourceVersion
        )
    }
}
