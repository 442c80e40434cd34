/// A file that proves one entry of a log without asking the log (c2sp.org/tlog-proof).
///
/// ```
/// c2sp.org/tlog-proof@v1
/// extra <base64>              may be absent; not authenticated
/// index <decimal>
/// <base64 hash>               none or more, the leaf's sibling first
/// <empty line>
/// <checkpoint note with cosignatures>
/// ```
package struct TLogProof: Sendable {
    /// The first line of the format.
    package static let header = "c2sp.org/tlog-proof@v1"
    /// Our limit on the bytes of a whole file: room for the largest note and a little before it.
    package static let maximumByteCount = SignedNote.maximumByteCount + (1 << 16)

    /// Unauthenticated data that travels along; nil if there is no such line.
    package let extra: [UInt8]?
    /// The entry's index in the log.
    package let index: UInt64
    /// The inclusion proof, the leaf's sibling first.
    package let hashes: [Digest]
    /// The checkpoint note, not yet verified.
    package let note: String

    /// Puts a proof together.
    package init(index: UInt64, hashes: [Digest], note: String, extra: [UInt8]? = nil) {
        self.index = index
        self.hashes = hashes
        self.note = note
        self.extra = extra
    }

    /// Reads a proof file; the note in it is read when it is verified.
    ///
    /// - Throws: `proofFormat`.
    package init(_ bytes: [UInt8]) throws(NoteError) {
        guard bytes.count <= Self.maximumByteCount else {
            throw .proofFormat("it has \(bytes.count) bytes, at most \(Self.maximumByteCount) are read")
        }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw .proofFormat("it is not UTF-8") }
        guard let end = bytes.indices.dropFirst().first(where: { bytes[$0] == 0x0A && bytes[$0 - 1] == 0x0A }) else {
            throw .proofFormat("no empty line ends the hashes")
        }
        var lines = bytes[..<(end - 1)].split(separator: 0x0A, omittingEmptySubsequences: false)[...]
        guard let first = lines.popFirst(), first.elementsEqual(Self.header.utf8) else {
            throw .proofFormat("the first line is not \"\(Self.header)\"")
        }
        if let line = lines.first, let text = Self.value(of: line, after: "extra ") {
            guard let data = Base64.decode(utf8: text) else { throw .proofFormat("the extra data is not base64") }
            extra = data
            lines.removeFirst()
        } else {
            extra = nil
        }
        guard
            let line = lines.popFirst(),
            let text = Self.value(of: line, after: "index "),
            let index = Decimal.parse(text),
            index <= Checkpoint.maximumSize
        else {
            throw .proofFormat("the line with the index is missing or not a plain decimal number")
        }
        guard lines.count <= InclusionProof.maximumCount else {
            throw .proofFormat("it has \(lines.count) hashes, at most \(InclusionProof.maximumCount) are possible")
        }
        var hashes: [Digest] = []
        for line in lines {
            guard let bytes = Base64.decode(utf8: line), let hash = Digest(bytes: bytes) else {
                throw .proofFormat("hash \(hashes.count + 1) is not the base64 of 32 bytes")
            }
            hashes.append(hash)
        }
        self.index = index
        self.hashes = hashes
        note = String(decoding: bytes[(end + 1)...], as: UTF8.self)
    }

    /// Reads a proof file that is a string already.
    package init(_ text: String) throws(NoteError) {
        try self.init(Array(text.utf8))
    }

    /// The file's text.
    package var text: String {
        var lines = [Self.header]
        if let extra { lines.append("extra " + Base64.encode(extra)) }
        lines.append("index \(index)")
        lines += hashes.map(\.base64)
        return lines.map { $0 + "\n" }.joined() + "\n" + note
    }

    /// Proves that these bytes are the entry, in a tree that the log signed and enough witnesses cosigned.
    ///
    /// - Parameter quorum: how many distinct witness keys must have cosigned.
    /// - Throws: `NoteError` of the checkpoint; `quorum`; `inclusion`.
    package func verify(
        leaf: [UInt8],
        origin: String,
        logKey: NoteVerifierKey,
        witnesses: [NoteVerifierKey],
        quorum: Int
    ) throws(NoteError) -> VerifiedCheckpoint {
        let verified = try VerifiedCheckpoint.verify(note: note, origin: origin, logKey: logKey, witnesses: witnesses)
        try verified.require(quorum: quorum)
        let fault = InclusionProof.fault(
            in: hashes,
            index: index,
            size: verified.checkpoint.size,
            leafHash: MerkleHash.leaf(leaf),
            root: verified.checkpoint.root
        )
        if let fault { throw .inclusion(fault, index: index, size: verified.checkpoint.size) }
        return verified
    }

    private static func value(of line: ArraySlice<UInt8>, after prefix: String) -> ArraySlice<UInt8>? {
        line.starts(with: prefix.utf8) ? line.dropFirst(prefix.utf8.count) : nil
    }
}
