/// A complete inventory of a device as one collection found it.
package struct Report: Hashable, Sendable {
    /// The kernel's boot id; counters in the facts count from there.
    package var bootID: String?
    /// The sections by name; the packages are spread over sections `packages/00` to `packages/ff`.
    package var sections: [String: ReportSection]
    /// What changes all the time (free space, load, uptime): sent along, never hashed, never a reason to send.
    package var metrics: ReportSection?

    package init(bootID: String?, sections: [String: ReportSection], metrics: ReportSection?) {
        self.bootID = bootID
        self.sections = sections
        self.metrics = metrics
    }

    /// The hashes of all sections.
    package var hashes: SectionHashes {
        SectionHashes(of: sections)
    }

    /// The facts of a section, `null` if the report has no such section.
    package func facts(_ section: String) -> FactValue {
        sections[section]?.facts ?? .null
    }

    /// The installed packages in order of name and architecture.
    package var packages: [PackageRow] {
        sections.filter { $0.key.hasPrefix(PackageRow.sectionPrefix) }
            .flatMap { $0.value.facts.elements.compactMap(PackageRow.init) }
            .sorted(by: PackageRow.precedes)
    }
}
