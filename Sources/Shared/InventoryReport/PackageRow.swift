import TransparencyLog

/// One installed package: a row `[name, arch, version, source, source_version]` of a package section.
///
/// Rows are spread over 256 sections by the first byte of SHA-256 over `name:arch`, so that one upgrade among thousands
/// of packages sends a dozen rows.
package struct PackageRow: Hashable, Sendable {
    package let name: String
    package let architecture: String?
    package let version: String?
    /// The source package that advisories speak of.
    package let source: String?
    package let sourceVersion: String?

    package init(name: String, architecture: String?, version: String?, source: String?, sourceVersion: String?) {
        self.name = name
        self.architecture = architecture
        self.version = version
        self.source = source
        self.sourceVersion = sourceVersion
    }

    init?(_ value: FactValue) {
        let columns = value.elements
        guard columns.count == 5, let name = columns[0].text else { return nil }
        self.init(
            name: name,
            architecture: columns[1].text,
            version: columns[2].text,
            source: columns[3].text,
            sourceVersion: columns[4].text
        )
    }

    /// The row as it stands in a section.
    package var value: FactValue {
        .array([.string(name), .text(architecture), .text(version), .text(source), .text(sourceVersion)])
    }

    /// `name:arch`, or the name alone where no architecture is known.
    package var key: String {
        architecture.map { "\(name):\($0)" } ?? name
    }

    static let sectionPrefix = "packages/"

    /// The name of the section that holds the row.
    package var sectionName: String {
        Self.sectionPrefix + Digest(sha256Of: Array(key.utf8)).hex.prefix(2)
    }

    /// The order of rows: name, architecture, version by code point.
    package static func precedes(_ left: PackageRow, _ right: PackageRow) -> Bool {
        for (one, other) in [
            (left.name, right.name), (left.architecture ?? "", right.architecture ?? ""),
            (left.version ?? "", right.version ?? ""),
        ] {
            if CodePointOrder.precedes(one, other) { return true }
            if CodePointOrder.precedes(other, one) { return false }
        }
        return false
    }
}
