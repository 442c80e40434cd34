package import TransparencyLog

/// The report blob that a device sends: the sections that changed since the report it builds on, or all of them.
///
/// Canonical JSON of one object: `base_hash` (null in a full report), `boot_id`, `combined_hash`, `full`, `metrics`,
/// `removed`, `schema`, `sections` (name → `body`, `sha256`), `seq`. It names no device; the signed statement does.
package struct ReportDelta: Hashable, Sendable {
    /// The only schema so far.
    package static let schema = "inventory-report/v1"

    /// The number of the report, rising with each one sent.
    package let sequence: UInt64
    package let bootID: String?
    /// The combined hash of the state this builds on; `nil` in a full report.
    package let baseHash: Digest?
    /// The combined hash of the state after this report.
    package let combinedHash: Digest
    /// New and changed sections; all of them in a full report.
    package let sections: [String: ReportSection]
    /// Their hashes, already compared with the bodies.
    package let hashes: SectionHashes
    /// Sections that are gone, in order.
    package let removed: [String]
    package let metrics: ReportSection?

    /// Whether the report stands alone.
    package var isFull: Bool { baseHash == nil }

    /// Whether there is nothing to tell but metrics.
    package var isUnchanged: Bool { !isFull && sections.isEmpty && removed.isEmpty }

    /// What leads from the state with the given hashes to the report; without hashes the whole report.
    package static func make(from previous: SectionHashes?, to report: Report, sequence: UInt64) -> ReportDelta {
        let hashes = report.hashes
        let changed = report.sections.filter { hashes.byName[$0.key] != previous?.byName[$0.key] }
        let removed = previous?.byName.keys.filter { hashes.byName[$0] == nil } ?? []
        return ReportDelta(
            sequence: sequence,
            bootID: report.bootID,
            baseHash: previous?.combined,
            combinedHash: hashes.combined,
            sections: changed,
            hashes: SectionHashes(hashes.byName.filter { changed[$0.key] != nil }),
            removed: removed.sorted(by: CodePointOrder.precedes),
            metrics: report.metrics
        )
    }

    /// The bytes to send.
    package func rendered() -> [UInt8] {
        CanonicalJSON.bytes(
            of: .object([
                "base_hash": .text(baseHash?.hex),
                "boot_id": .text(bootID),
                "combined_hash": .string(combinedHash.hex),
                "full": .bool(isFull),
                "metrics": metrics?.value ?? .null,
                "removed": .texts(removed),
                "schema": .string(Self.schema),
                "sections": .object(
                    Dictionary(
                        uniqueKeysWithValues: sections.map { name, section in
                            let hash = hashes.byName[name] ?? section.sha256
                            return (name, .object(["body": section.value, "sha256": .string(hash.hex)]))
                        }
                    )
                ),
                "seq": .integer(Int64(clamping: sequence)),
            ])
        )
    }

    /// Reads a report blob; every limit of ``ReportLimits`` holds and every section has its stated hash afterwards.
    package static func parse(_ bytes: [UInt8]) throws(ReportError) -> ReportDelta {
        let value = try FactParser.parse(bytes)
        guard case .object(let members) = value else { throw .member("report") }
        guard let schema = value["schema"].text else { throw .member("schema") }
        guard schema == Self.schema else { throw .schema(schema) }
        guard members.count == 9 else { throw .member("report") }
        guard let number = value["seq"].number, let sequence = UInt64(exactly: number) else { throw .member("seq") }
        let baseHash = try Self.hash(value["base_hash"], name: "base_hash")
        guard let combined = try Self.hash(value["combined_hash"], name: "combined_hash") else {
            throw .member("combined_hash")
        }
        guard value["full"].flag == (baseHash == nil) else { throw .member("full") }
        guard value["boot_id"].isNull || value["boot_id"].text != nil else { throw .member("boot_id") }
        guard members["metrics"] != nil, members["boot_id"] != nil, members["base_hash"] != nil else {
            throw .member("report")
        }
        let (sections, hashes) = try Self.sections(value["sections"])
        let removed = try Self.removed(value["removed"], besides: sections)
        let delta = ReportDelta(
            sequence: sequence,
            bootID: value["boot_id"].text,
            baseHash: baseHash,
            combinedHash: combined,
            sections: sections,
            hashes: hashes,
            removed: removed,
            metrics: value["metrics"].isNull ? nil : try ReportSection(value["metrics"], name: "metrics")
        )
        if delta.isFull, !removed.isEmpty { throw .member("removed") }
        if delta.isFull, hashes.combined != combined { throw .member("combined_hash") }
        return delta
    }

    private static func hash(_ value: FactValue, name: String) throws(ReportError) -> Digest? {
        if value.isNull { return nil }
        guard let hash = value.text.flatMap({ Digest(hex: $0) }) else { throw .member(name) }
        return hash
    }

    private static func sections(
        _ value: FactValue
    ) throws(ReportError) -> ([String: ReportSection], SectionHashes) {
        guard case .object(let members) = value, members.count <= ReportLimits.sections else {
            throw .member("sections")
        }
        var sections: [String: ReportSection] = [:]
        var hashes: [String: Digest] = [:]
        for (name, content) in members {
            guard case .object(let parts) = content, parts.count == 2, let body = parts["body"] else {
                throw .member(name)
            }
            let section = try ReportSection(body, name: name)
            guard let stated = try hash(content["sha256"], name: name) else { throw .member(name) }
            guard section.sha256 == stated else { throw .sectionHash(name) }
            sections[name] = section
            hashes[name] = stated
        }
        return (sections, SectionHashes(hashes))
    }

    private static func removed(
        _ value: FactValue,
        besides sections: [String: ReportSection]
    ) throws(ReportError) -> [String] {
        guard case .array(let elements) = value, elements.count <= ReportLimits.sections else {
            throw .member("removed")
        }
        var names: [String] = []
        for element in elements {
            guard let name = element.text, sections[name] == nil else { throw .member("removed") }
            if let last = names.last, !CodePointOrder.precedes(last, name) { throw .member("removed") }
            names.append(name)
        }
        return names
    }
}
