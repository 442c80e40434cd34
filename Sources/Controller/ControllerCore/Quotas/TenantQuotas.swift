/// What one tenant may take of the controller, so that none takes what others need.
///
/// The defaults are far above what a client of some thousand computers needs: they stop what runs wild, not work. They
/// stand in `configuration.json`, where whoever runs the controller changes them.
package struct TenantQuotas: Hashable, Sendable {
    /// Entries that its log takes each second, over any half minute.
    package var entriesPerSecond: UInt64
    /// Bytes of entries that its log takes each day.
    package var entryBytesPerDay: UInt64
    /// Bytes that its blobs may take on the disk.
    package var blobBytes: UInt64

    /// Seconds whose entries may come at once: an order to hundreds of devices is answered by all of them together.
    package static let burstSeconds: UInt64 = 30

    package init(
        entriesPerSecond: UInt64 = 2_000,
        entryBytesPerDay: UInt64 = 8 << 30,
        blobBytes: UInt64 = 64 << 30
    ) {
        self.entriesPerSecond = entriesPerSecond
        self.entryBytesPerDay = entryBytesPerDay
        self.blobBytes = blobBytes
    }
}

/// Which quota is full.
package enum QuotaError: Error, Hashable, Sendable {
    /// There is room again in so many seconds.
    case entryRate(perSecond: UInt64, wait: Int64)
    case entryBytes(perDay: UInt64, wait: Int64)
    case blobBytes(limit: UInt64)
}

extension QuotaError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .entryRate(let perSecond, let wait):
            "this client's log takes \(perSecond) entries a second; try again in \(wait) s"
        case .entryBytes(let perDay, let wait):
            """
            this client's log takes \(perDay) bytes a day, and today's are used; try again in \(wait) s, or have \
            entryBytesPerDay in configuration.json raised
            """
        case .blobBytes(let limit):
            """
            this client's texts, scripts and outputs take \(limit) bytes, as many as they may; erase some, or have \
            blobBytes in configuration.json raised
            """
        }
    }
}
