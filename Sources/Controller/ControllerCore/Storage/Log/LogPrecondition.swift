package import Model
import TransparencyLog

/// Conditions that an append may carry, judged inside the commit.
package enum LogPrecondition {
    /// The receipt takes the place after the last one of its device, and names it.
    ///
    /// Whoever logs receipts has judged the chain before; this makes the judgement hold against another connection of
    /// the same device.
    /// - Parameter known: where the receipt before stands and was found to be the one named; nil to look at it again. The
    ///   log only grows, so what stands there stays.
    /// - Returns: a condition that throws `LogError.chainBroken`.
    package static func follows(
        _ receipt: Receipt,
        _ known: UInt64? = nil
    ) -> @Sendable (any LogReading) throws -> Void {
        let (device, sequence, previous) = (receipt.device, receipt.sequence, receipt.previous)
        return { log in
            guard sequence > 1 else {
                guard previous == Receipt.noPrevious else {
                    throw LogError.chainBroken(device: device, sequence: sequence)
                }
                return
            }
            let place = try log.index(of: .receipt(device, sequence: sequence - 1))
            if let known, known == place { return }
            guard let index = place, let leaf = try log.leaf(at: index),
                let text = try? StrictJSON(leaf, limit: StrictJSON.leafLimit).value["statement"]?.stringValue,
                StatementText(text).sha256 == previous
            else { throw LogError.chainBroken(device: device, sequence: sequence) }
        }
    }
}
