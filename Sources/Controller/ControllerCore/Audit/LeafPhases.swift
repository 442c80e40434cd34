package import Model
package import TransparencyLog

/// The steps of reading leaves that need nothing but the leaves, each on all cores and in time linear in their bytes.
///
/// They are apart so that each can be measured: signatures take longer than all the rest of an audit.
package enum LeafPhases {
    package typealias Read = Result<UnverifiedEntry, Refusal>
    package typealias Verified = Result<Entry, Refusal>

    /// The leaves' hashes.
    package static func hashes(_ leaves: [[UInt8]]) -> [Digest] {
        Parallel.map(leaves) { MerkleHash.leaf($0) }
    }

    /// The leaves as entries, their signatures read and not verified.
    package static func read(_ leaves: [[UInt8]], zones: any TimeZoneDirectory) -> [Read] {
        Parallel.map(leaves) { leaf in
            do throws(Refusal) {
                return .success(try UnverifiedEntry(leaf: leaf, zones: zones))
            } catch {
                return .failure(error)
            }
        }
    }

    /// The same with every signature verified.
    package static func verify(_ read: [Read]) -> [Verified] {
        Parallel.map(read) { read in
            switch read {
            case .success(let entry):
                do throws(Refusal) {
                    return .success(try entry.verified())
                } catch {
                    return .failure(error)
                }
            case .failure(let refusal):
                return .failure(refusal)
            }
        }
    }
}
