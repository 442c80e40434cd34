import Crypto

/// The hashes of RFC 6962 §2.1: leaves and inner nodes are told apart by their first byte.
package enum MerkleHash {
    /// The root of a tree without leaves: SHA-256 of nothing.
    package static let emptyRoot = Digest(sha256Of: [])

    private static let leafPrefix: UInt8 = 0x00
    private static let nodePrefix: UInt8 = 0x01

    /// The hash of an entry, `SHA256(0x00 || data)`.
    ///
    /// It is always computed from the entry's bytes, never taken from a message: an inner node could pose as a leaf.
    package static func leaf(_ data: [UInt8]) -> Digest {
        data.withUnsafeBytes { leaf($0) }
    }

    /// The hash of an entry in any sequence of bytes; contiguous ones are not copied.
    package static func leaf(_ data: some Sequence<UInt8>) -> Digest {
        data.withRawBytes { leaf($0) }
    }

    /// The hash of an entry in a buffer.
    package static func leaf(_ data: UnsafeRawBufferPointer) -> Digest {
        var hasher = SHA256()
        withUnsafeBytes(of: leafPrefix) { hasher.update(bufferPointer: $0) }
        hasher.update(bufferPointer: data)
        return Digest(hasher)
    }

    /// The hash of two subtrees, `SHA256(0x01 || left || right)`.
    package static func node(_ left: Digest, _ right: Digest) -> Digest {
        // One update of 65 bytes: three small ones cost a call and a partial block each.
        withUnsafeTemporaryAllocation(byteCount: 1 + 2 * Digest.byteCount, alignment: 8) { buffer in
            buffer[0] = nodePrefix
            left.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: buffer[1..<33]).copyMemory(from: $0) }
            right.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: buffer[33..<65]).copyMemory(from: $0) }
            var hasher = SHA256()
            hasher.update(bufferPointer: UnsafeRawBufferPointer(buffer))
            return Digest(hasher)
        }
    }

    /// The root over a list of entries, in constant memory apart from the list.
    package static func root(ofLeaves leaves: some Sequence<[UInt8]>) -> Digest {
        var frontier = MerkleFrontier()
        for leaf in leaves {
            frontier.append(leafHash: self.leaf(leaf)) { _ in }
        }
        return frontier.root
    }
}
