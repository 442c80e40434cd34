import Synchronization
import TransparencyLog

/// A log in memory, for tests and dry runs: the same rules as on disk, nothing durable.
package final class MemoryLogStorage: LogStorage {
    package let path = "(memory)"
    private let content = Mutex(Content())

    package init() {}

    package func read<Result: Sendable>(_ body: @Sendable (any LogReading) throws -> Result) async throws -> Result {
        try body(Transaction(content.withLock { $0 }))
    }

    package func write<Result: Sendable>(_ body: @Sendable (any LogWriting) throws -> Result) async throws -> Result {
        try content.withLock { content in
            let transaction = Transaction(content)
            let result = try body(transaction)
            content = transaction.content
            return result
        }
    }

    /// Refused: there is no file to copy.
    package func export(to path: String) async throws {
        throw LogError.cannotWrite(path: path, cause: "a log in memory has no file")
    }

    struct Content: Sendable {
        var leaves: [[UInt8]] = []
        var nodes: [Digest] = []
        var checkpoints: [StoredCheckpoint] = []
        var claims: [LogClaim: UInt64] = [:]
        var evidence: [StoredCheckpoint] = []
        var cosignatures: [StoredCosignature] = []
    }

    /// Works on a copy, which takes the content's place if nothing is thrown.
    private final class Transaction: LogWriting {
        var content: Content

        init(_ content: Content) { self.content = content }

        func size() -> UInt64 { UInt64(content.leaves.count) }

        func leaf(at index: UInt64) -> [UInt8]? {
            index < size() ? content.leaves[Int(index)] : nil
        }

        func leaves(in range: Range<UInt64>, maximumBytes: Int) -> [[UInt8]] {
            let range = range.clamped(to: 0..<size())
            var bytes = 0
            var leaves: [[UInt8]] = []
            for leaf in content.leaves[Int(range.lowerBound)..<Int(range.upperBound)] {
                bytes += leaf.count
                guard leaves.isEmpty || bytes <= maximumBytes else { break }
                leaves.append(leaf)
            }
            return leaves
        }

        func node(at place: UInt64) -> Digest? { place < nodeCount() ? content.nodes[Int(place)] : nil }
        func nodeCount() -> UInt64 { UInt64(content.nodes.count) }
        func latestCheckpoint() -> StoredCheckpoint? { content.checkpoints.last }
        func checkpoint(atOrAfter size: UInt64) -> StoredCheckpoint? { content.checkpoints.first { $0.size >= size } }
        func index(of claim: LogClaim) -> UInt64? { content.claims[claim] }
        func evidence() -> [StoredCheckpoint] { content.evidence }
        func cosignatures(of size: UInt64) -> [StoredCosignature] {
            content.cosignatures.filter { $0.size == size }.sorted { $0.witness < $1.witness }
        }
        func newestCosignedSize() -> UInt64? { content.cosignatures.map(\.size).max() }

        func insert(leaf: [UInt8], at index: UInt64) throws {
            guard index == size() else {
                throw LogError.cannotWrite(path: "(memory)", cause: "idx must be the next one")
            }
            content.leaves.append(leaf)
        }

        func insert(nodes: [Digest], at place: UInt64) throws {
            guard place == nodeCount() else {
                throw LogError.cannotWrite(path: "(memory)", cause: "\(nodeCount()) nodes are stored, not \(place)")
            }
            content.nodes += nodes
        }

        func insert(checkpoint: StoredCheckpoint) throws {
            guard checkpoint.size > content.checkpoints.last?.size ?? 0 else {
                throw LogError.cannotWrite(path: "(memory)", cause: "size must rise")
            }
            content.checkpoints.append(checkpoint)
        }

        func insert(claim: LogClaim, index: UInt64) -> UInt64? {
            if let made = content.claims[claim] { return made }
            content.claims[claim] = index
            return nil
        }

        func remove(claim: LogClaim) { content.claims[claim] = nil }

        func insert(evidence: StoredCheckpoint) {
            if !content.evidence.contains(evidence) { content.evidence.append(evidence) }
        }

        func insert(cosignature: StoredCosignature) {
            content.cosignatures.removeAll { $0.size == cosignature.size && $0.witness == cosignature.witness }
            content.cosignatures.append(cosignature)
        }

        func removeDerived() {
            content.nodes = []
            content.claims = [:]
        }
    }
}
