package import TransparencyLog

/// The hashes of a report's sections: all that a device has to remember of what it sent.
package struct SectionHashes: Hashable, Sendable {
    /// The hash of each section by its name.
    package private(set) var byName: [String: Digest]

    package init(_ byName: [String: Digest] = [:]) {
        self.byName = byName
    }

    package init(of sections: [String: ReportSection]) {
        byName = sections.mapValues(\.sha256)
    }

    /// The hash over all of them: SHA-256 of the canonical JSON object of names and hexadecimal hashes.
    package var combined: Digest {
        Digest(sha256Of: CanonicalJSON.bytes(of: .object(byName.mapValues { .string($0.hex) })))
    }

    mutating func set(_ name: String, to hash: Digest?) {
        byName[name] = hash
    }

    /// The text form for a state file: canonical JSON.
    package func rendered() -> [UInt8] {
        CanonicalJSON.bytes(of: .object(byName.mapValues { .string($0.hex) }))
    }

    /// Reads what ``rendered()`` wrote.
    /// - Throws: what parsing says, or `member` for a value that is no hash.
    package static func parse(_ bytes: [UInt8]) throws(ReportError) -> SectionHashes {
        guard case .object(let members) = try FactParser.parse(bytes), members.count <= ReportLimits.sections else {
            throw .member("sections")
        }
        var byName: [String: Digest] = [:]
        for (name, value) in members {
            guard let hash = value.text.flatMap({ Digest(hex: $0) }) else { throw .member(name) }
            byName[name] = hash
        }
        return SectionHashes(byName)
    }
}
