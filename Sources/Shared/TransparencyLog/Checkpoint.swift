/// What a log claims about itself: its name, how many entries it has, and the root over them (c2sp.org/tlog-checkpoint).
///
/// ```
/// origin                  not empty
/// size                    decimal, no leading zero, below 2^63
/// root                    base64 of 32 bytes
/// extension lines         none or more, not empty
/// ```
/// The value alone proves nothing; `VerifiedCheckpoint` is one whose signatures were checked.
package struct Checkpoint: Sendable {
    /// The largest size that any tree here may have: 2^63 - 1.
    package static let maximumSize = UInt64(Int64.max)

    /// The log's name, which is also the name of its key.
    package let origin: String
    /// The number of entries.
    package let size: UInt64
    /// The Merkle tree's root over the first `size` entries.
    package let root: Digest
    /// Further lines, which the signatures cover.
    package let extensions: [String]

    /// States a tree.
    ///
    /// - Throws: `checkpointFormat` for an origin or extension that is empty or holds a control character,
    ///   `checkpointSize` from 2^63, `checkpointEmptyRoot` for size 0 with another root.
    package init(origin: String, size: UInt64, root: Digest, extensions: [String] = []) throws(NoteError) {
        for line in [origin] + extensions {
            guard !line.isEmpty else { throw .checkpointFormat("it holds an empty line") }
            guard line.utf8.allSatisfy({ $0 >= 0x20 }) else {
                throw .checkpointFormat("a line holds a control character")
            }
        }
        guard size <= Self.maximumSize else { throw .checkpointSize(String(size)) }
        guard size > 0 || root == MerkleHash.emptyRoot else { throw .checkpointEmptyRoot(root) }
        self.origin = origin
        self.size = size
        self.root = root
        self.extensions = extensions
    }

    /// Reads the text of a checkpoint, final newline included, signatures excluded.
    ///
    /// - Throws: `checkpointFormat`, `checkpointSize`, `checkpointHash` or `checkpointEmptyRoot`.
    package init(text: String) throws(NoteError) {
        var lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(Substring($0)) }
        guard lines.popLast() == "" else { throw .checkpointFormat("the final newline is missing") }
        guard lines.count >= 3 else { throw .checkpointFormat("it has \(lines.count) lines, at least 3 are needed") }
        guard !lines.contains("") else { throw .checkpointFormat("it holds an empty line") }
        guard let size = Decimal.parse(lines[1].utf8), size <= Self.maximumSize else { throw .checkpointSize(lines[1]) }
        guard let root = Digest(base64: lines[2]) else { throw .checkpointHash(lines[2]) }
        try self.init(origin: lines[0], size: size, root: root, extensions: Array(lines.dropFirst(3)))
    }

    /// The exact text that log and witnesses sign.
    package var text: String {
        ([origin, String(size), root.base64] + extensions).map { $0 + "\n" }.joined()
    }
}

extension Checkpoint: Hashable {
    /// Compares the bytes of the texts: Swift calls two spellings of an accented letter equal, a signature does not.
    package static func == (left: Checkpoint, right: Checkpoint) -> Bool {
        left.size == right.size && left.root == right.root && left.text.utf8.elementsEqual(right.text.utf8)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(size)
        hasher.combine(root)
    }
}

/// Numbers as notes, proofs and tile paths write them: ASCII digits, no sign, no leading zero.
enum Decimal {
    static func parse(_ text: some Collection<UInt8>) -> UInt64? {
        guard let first = text.first, first != UInt8(ascii: "0") || text.count == 1 else { return nil }
        var value: UInt64 = 0
        for character in text {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(character) else { return nil }
            let (product, overflowed) = value.multipliedReportingOverflow(by: 10)
            let (sum, carried) = product.addingReportingOverflow(UInt64(character - UInt8(ascii: "0")))
            guard !overflowed, !carried else { return nil }
            value = sum
        }
        return value
    }
}
