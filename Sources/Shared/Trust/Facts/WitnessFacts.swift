package import Model
package import TransparencyLog

/// Who has seen a checkpoint.
package struct WitnessFacts: Hashable, Sendable {
    /// Distinct witness keys of the root that cosigned.
    package let count: Int
    /// The time of the newest of these cosignatures.
    package let newest: Timestamp?

    package init(count: Int, newest: Timestamp?) {
        self.count = count
        self.newest = newest
    }

    /// Counts a checkpoint's verified cosignatures; each key once.
    package init(_ checkpoint: VerifiedCheckpoint) {
        let newest = checkpoint.cosignatures.map(\.time).max()
        self.init(
            count: Set(checkpoint.cosignatures.map(\.key.publicKey)).count,
            newest: newest.map { Timestamp(seconds: Int64(clamping: $0)) }
        )
    }
}
