package import InventoryReport

/// What an agent remembers of its reports, on disk before a report leaves.
package struct InventoryMemory: Hashable, Sendable {
    /// The number of the last report, 0 before the first; never goes back.
    package let sequence: UInt64
    /// The section hashes of the state after that report, nil before the first.
    package let hashes: SectionHashes?

    package init(sequence: UInt64 = 0, hashes: SectionHashes? = nil) {
        self.sequence = sequence
        self.hashes = hashes
    }

    /// The text of the state file: the number on the first line, the hashes on the second.
    package func rendered() -> [UInt8] {
        Array("\(sequence)\n".utf8) + (hashes?.rendered() ?? []) + [0x0A]
    }

    /// Reads the state file; nil when it is damaged.
    package static func parse(_ bytes: [UInt8]) -> InventoryMemory? {
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        guard lines.count == 3, lines[2].isEmpty, let sequence = UInt64(String(decoding: lines[0], as: UTF8.self)),
            sequence <= largestSequence
        else { return nil }
        guard !lines[1].isEmpty else { return InventoryMemory(sequence: sequence) }
        guard let hashes = try? SectionHashes.parse(Array(lines[1])) else { return nil }
        return InventoryMemory(sequence: sequence, hashes: hashes)
    }

    /// Numbers in statements have at most 16 digits.
    static let largestSequence: UInt64 = 999_999_999_999_999
}
