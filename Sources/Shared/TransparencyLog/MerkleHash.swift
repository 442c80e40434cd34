import Crypto

/// The hashes of RFC 6962 §2.1: leaves and inner nodes are told apart by their first byte.
package enum MerkleHash {
    /// The root of a tree without leaves: SHA-256 of nothing.
    package static let emptyRoot = Digest(sha256Of: [])

    private static let leafPrefix: UInt8 = 0x00
    private static let nodePrefix: UInt8 = 0x01

    /// `SHA256(0x00 || data)`. A leaf hash is always computed from the entry, never taken from a message.
    package static func leaf(_ data: [UInt8]) -> Digest {
        data.withUnsafeBytes { leaf($0) }
    }

    /// `SHA256(0x00 || data)` of any bytes; contiguous ones are not copied.
    package static func leaf(_ data: some Sequence<UInt8>) -> Digest {
        data.withRawBytes { leaf($0) }
    }

    /// `SHA256(0x00 || data)` of a buffer.
    package static func leaf(_ data: UnsafeRawBufferPointer) -> Digest {
        var hasher = SHA256()
        withUnsafeBytes(of: leafPrefix) { hasher.update(bufferPointer: $0) }
        hasher.update(bufferPointer: data)
        return Digest(hasher)
    }

    /// `SHA256(0x01 || left || right)`.
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
}
