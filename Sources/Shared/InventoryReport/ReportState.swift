/// What the controller knows of a device: the sections of all reports applied so far.
package struct ReportState: Hashable, Sendable {
    /// Why a report cannot be applied and a full one is needed.
    package enum FullReason: Hashable, Sendable {
        /// The report builds on a state that this is not.
        case baseMismatch
        /// The sections together do not have the hash the device states.
        case combinedMismatch
        /// More sections than a state may have.
        case tooManySections
    }

    /// What became of a report.
    package enum Outcome: Hashable, Sendable {
        /// Applied; the sections that changed and those that are gone.
        case applied(changed: [String], removed: [String])
        /// Not applied: ask the device for a full report.
        case needFull(FullReason)
        /// Not applied: its number is not above the last one (a replay, or the device was set back).
        case replayed(last: UInt64)
    }

    /// The number of the last report, `nil` before the first.
    package private(set) var sequence: UInt64?
    /// The state as a report.
    package private(set) var report: Report
    /// The hashes of its sections.
    package private(set) var hashes: SectionHashes

    /// The state of a device that never reported.
    package init() {
        sequence = nil
        report = Report(bootID: nil, sections: [:], metrics: nil)
        hashes = SectionHashes()
    }

    /// The state after a full report alone, such as one that ``rendered()`` wrote; `nil` for a partial one.
    package init?(restoring delta: ReportDelta) {
        self.init()
        guard delta.isFull, case .applied = apply(delta) else { return nil }
    }

    /// The state as a full report, for storage; `nil` before the first report.
    package func rendered() -> [UInt8]? {
        guard let sequence else { return nil }
        return ReportDelta.make(from: nil, to: report, sequence: sequence).rendered()
    }

    /// Applies a report if it builds on this very state; otherwise nothing changes.
    package mutating func apply(_ delta: ReportDelta) -> Outcome {
        if let sequence, delta.sequence <= sequence { return .replayed(last: sequence) }
        var sections = report.sections
        var merged = hashes
        if let base = delta.baseHash {
            guard sequence != nil, base == hashes.combined else { return .needFull(.baseMismatch) }
        } else {
            sections = [:]
            merged = SectionHashes()
        }
        for name in delta.removed {
            sections[name] = nil
            merged.set(name, to: nil)
        }
        for (name, section) in delta.sections {
            sections[name] = section
            merged.set(name, to: delta.hashes.byName[name])
        }
        guard sections.count <= ReportLimits.sections else { return .needFull(.tooManySections) }
        guard merged.combined == delta.combinedHash else { return .needFull(.combinedMismatch) }
        let names = Set(merged.byName.keys).union(hashes.byName.keys)
        let changed = names.filter { merged.byName[$0] != nil && merged.byName[$0] != hashes.byName[$0] }
        let removed = names.filter { merged.byName[$0] == nil }
        sequence = delta.sequence
        hashes = merged
        report = Report(bootID: delta.bootID, sections: sections, metrics: delta.metrics)
        return .applied(
            changed: changed.sorted(by: CodePointOrder.precedes),
            removed: removed.sorted(by: CodePointOrder.precedes)
        )
    }
}
