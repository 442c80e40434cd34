package import FoundationEssentials
package import TransparencyLog

extension Digest {
    /// Reads a digest out of a message.
    ///
    /// - Throws: `length` when it is not 32 bytes.
    package init(wire data: Data, member: String) throws(WireError) {
        guard let digest = Digest(bytes: data) else {
            throw .length(member: member, found: data.count, expected: 32...32)
        }
        self = digest
    }

    /// The digest as a message carries it.
    package var wire: Data {
        Data(bytes)
    }

    /// Reads the hashes of a proof.
    ///
    /// - Throws: `count` above 63 hashes, `length` for one that is not 32 bytes.
    package static func proof(wire hashes: [Data], member: String) throws(WireError) -> [Digest] {
        guard hashes.count <= WireLimits.proofHashes else {
            throw .count(member: member, found: hashes.count, limit: WireLimits.proofHashes)
        }
        var digests: [Digest] = []
        digests.reserveCapacity(hashes.count)
        for hash in hashes { digests.append(try Digest(wire: hash, member: member)) }
        return digests
    }
}
