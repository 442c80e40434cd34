import Dispatch
import Model
import TransparencyLog

/// Reads leaves on all cores: verifying a signature takes longer than all the rest of an audit.
enum ParsedLeaves {
    struct Leaf: Sendable {
        let hash: Digest
        let entry: Result<Entry, Refusal>

        /// The receipt in it, if it is one.
        var receipt: Receipt? {
            guard case .success(let entry) = entry, case .receipt(let receipt) = entry.statement else { return nil }
            return receipt
        }
    }

    /// The leaves in their order.
    static func read(_ leaves: [[UInt8]], zones: any TimeZoneDirectory) -> [Leaf] {
        Parallel.map(leaves) { leaf in
            let entry: Result<Entry, Refusal>
            do throws(Refusal) {
                entry = .success(try Entry(leaf: leaf, zones: zones))
            } catch {
                entry = .failure(error)
            }
            return Leaf(hash: MerkleHash.leaf(leaf), entry: entry)
        }
    }
}

/// The same work for many elements, spread over the cores.
enum Parallel {
    private static let slice = 16

    static func map<Element: Sendable, Result: Sendable>(
        _ elements: [Element],
        _ work: @Sendable (Element) -> Result
    ) -> [Result] {
        let slices = (elements.count + slice - 1) / slice
        guard slices > 1 else { return elements.map(work) }
        return [Result](unsafeUninitializedCapacity: elements.count) { buffer, count in
            // Each slot is written once, by the one iteration that owns its slice, and read after all have ended.
            nonisolated(unsafe) let slots = buffer
            DispatchQueue.concurrentPerform(iterations: slices) { number in
                for index in (number * slice)..<min((number + 1) * slice, elements.count) {
                    slots.initializeElement(at: index, to: work(elements[index]))
                }
            }
            count = elements.count
        }
    }
}
