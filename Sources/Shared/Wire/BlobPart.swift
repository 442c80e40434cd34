import FoundationEssentials
package import TransparencyLog
package import WireMessages

/// A piece of a blob that lies within the blob's announced length.
package struct BlobPart: Hashable, Sendable {
    /// The salted digest that names the blob.
    package let sha256: Digest

    /// Where the piece starts.
    package let offset: UInt64

    /// Length of the whole blob, salt included.
    package let total: UInt64

    /// The piece, 1 to 262,144 bytes.
    package let content: [UInt8]

    /// Whether this piece reaches the blob's end.
    package var isLast: Bool {
        total - offset == UInt64(content.count)
    }

    /// Makes a piece of our own; nil when it lies outside the blob or is too long.
    package init?(sha256: Digest, offset: UInt64, total: UInt64, content: [UInt8]) {
        guard
            (1...WireLimits.blobChunk).contains(content.count), offset <= total,
            UInt64(content.count) <= total - offset
        else { return nil }
        self.sha256 = sha256
        self.offset = offset
        self.total = total
        self.content = content
    }

    /// Takes a message apart.
    ///
    /// - Throws: `length` for a wrong digest or size, `range` when the piece passes the blob's end.
    package init(_ wire: WireBlobChunk) throws(WireError) {
        let sha256 = try Digest(wire: wire.sha256, member: "sha256")
        guard (1...WireLimits.blobChunk).contains(wire.content.count) else {
            throw .length(member: "content", found: wire.content.count, expected: 1...WireLimits.blobChunk)
        }
        guard
            let part = BlobPart(
                sha256: sha256,
                offset: wire.offset,
                total: wire.total,
                content: [UInt8](wire.content)
            )
        else { throw .range(member: "offset") }
        self = part
    }

    /// The piece as a message carries it.
    package var wire: WireBlobChunk {
        var wire = WireBlobChunk()
        wire.sha256 = sha256.wire
        wire.offset = offset
        wire.total = total
        wire.content = Data(content)
        return wire
    }
}
