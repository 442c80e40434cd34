package import InventoryReport
import Model

/// What an agent remembers of its reports, on disk before a report leaves.
package struct InventoryMemory: Hashable, Sendable {
    /// The number of the last report, 0 before the first; never goes back.
    package let sequence: UInt64
    /// The section hashes of the state after that report, nil before the first.
    package let hashes: SectionHashes?
    /// When reports were made, and when a full one is due.
    package let schedule: ReportSchedule

    package init(
        sequence: UInt64 = 0,
        hashes: SectionHashes? = nil,
        schedule: ReportSchedule = ReportSchedule()
    ) {
        self.sequence = sequence
        self.hashes = hashes
        self.schedule = schedule
    }

    /// The text of the state file: the number, the hashes, when a full report is due, and the times of recent reports, a
    /// line each; what there is none of is an empty line.
    package func rendered() -> [UInt8] {
        let due = schedule.fullDue.map { "\($0.seconds)" } ?? ""
        let recent = schedule.recent.map { "\($0.seconds)" }.joined(separator: " ")
        return Array("\(sequence)\n".utf8) + (hashes?.rendered() ?? []) + Array("\n\(due)\n\(recent)\n".utf8)
    }

    /// Reads the state file; nil when it is damaged.
    package static func parse(_ bytes: [UInt8]) -> InventoryMemory? {
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        guard lines.count == 5, lines[4].isEmpty, let sequence = UInt64(text(lines[0])), sequence <= largestSequence
        else { return nil }
        var hashes: SectionHashes?
        if !lines[1].isEmpty {
            guard let parsed = try? SectionHashes.parse(Array(lines[1])) else { return nil }
            hashes = parsed
        }
        guard let due = times(lines[2]), due.count <= 1, let recent = times(lines[3]) else { return nil }
        guard recent.count <= ReportSchedule.reportsADay else { return nil }
        return InventoryMemory(
            sequence: sequence,
            hashes: hashes,
            schedule: ReportSchedule(recent: recent, fullDue: due.first)
        )
    }

    private static func times(_ line: ArraySlice<UInt8>) -> [Timestamp]? {
        var times: [Timestamp] = []
        for word in line.split(separator: 0x20) {
            guard let seconds = Int64(text(word)), seconds >= 0, seconds < 1 << 40 else { return nil }
            times.append(Timestamp(seconds: seconds))
        }
        return times
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes, as: UTF8.self)
    }

    /// Numbers in statements have at most 16 digits.
    static let largestSequence: UInt64 = 999_999_999_999_999
}
