package import Model
import TransparencyLog

/// `fleet.sqlite`: what the logs say, in a form that can be asked, and made again from them at any time.
///
/// The log commits first; this follows. Its commits need not be durable: each tenant's projected size stands beside its
/// rows in the same transaction, so after a power cut the projection is an older one, and catches up.
///
/// Safe to run at the same time as itself: entries are read and their signatures checked outside the transaction, and
/// folded inside it from the size that it finds there.
package struct FleetProjection: Sendable {
    private let store: any RecordStore

    /// Bytes of leaves that are read at a time.
    private static let chunkBytes = 1 << 20
    /// Entries of one transaction.
    private static let chunkEntries = 512

    package init(store: any RecordStore) {
        self.store = store
    }

    /// Asks the projection, in one reading transaction.
    package func read<Result: Sendable>(_ body: @Sendable (any RecordReading) throws -> Result) async throws -> Result {
        try await store.read(body)
    }

    /// Every row as a line of text, to compare two projections.
    package func dump() async throws -> [String] { try await store.dump() }

    /// Folds what is missing of a tenant's log.
    ///
    /// A projection that is ahead of the log, or of another log, is dropped for this tenant and made again: the log may
    /// have been restored from a copy.
    /// - Parameter known: entries that somebody has read already, by index; others are read from the log.
    /// - Returns: the projected size.
    @discardableResult
    package func catchUp(
        _ tenant: TenantID,
        from log: TenantLog,
        known: [UInt64: Entry] = [:]
    ) async throws -> UInt64 {
        var row = try await row(of: tenant)
        if try await !fits(row, log) {
            try await store.write { rows in
                try rows.removeAll(of: tenant.text)
                try rows.put(FleetTenant(tenant: tenant))
            }
            row = FleetTenant(tenant: tenant)
        }
        let end = try await log.size()
        while row.size < end {
            let start = row.size
            var entries: [(leaf: [UInt8], entry: Entry?)] = []
            while let entry = known[start + UInt64(entries.count)], entries.count < Self.chunkEntries {
                entries.append((entry.leaf, entry))
            }
            if entries.isEmpty {
                let leaves = try await log.leaves(in: start..<end, maximumBytes: Self.chunkBytes)
                guard !leaves.isEmpty else { break }
                entries = leaves.map { ($0, try? Entry(leaf: $0)) }
            }
            let batch = entries
            row = try await store.write { rows in
                try Self.fold(batch, from: start, of: tenant, into: rows)
            }
        }
        return row.size
    }

    /// Drops the whole projection and makes it again from the given logs.
    package func rebuild(from logs: [(tenant: TenantID, log: TenantLog)]) async throws {
        try await store.reset()
        for (tenant, log) in logs { try await catchUp(tenant, from: log) }
    }

    private func row(of tenant: TenantID) async throws -> FleetTenant {
        if let row = try await store.read({ try $0.tenant(tenant) }) { return row }
        return try await store.write { rows in
            if let row = try rows.tenant(tenant) { return row }
            let row = FleetTenant(tenant: tenant)
            try rows.put(row)
            return row
        }
    }

    private func fits(_ row: FleetTenant, _ log: TenantLog) async throws -> Bool {
        guard row.size > 0 else { return true }
        guard row.size <= (try await log.size()) else { return false }
        return MerkleHash.leaf(try await log.leaf(at: row.size - 1)) == row.lastLeaf
    }

    private static func fold(
        _ entries: [(leaf: [UInt8], entry: Entry?)],
        from start: UInt64,
        of tenant: TenantID,
        into rows: any RecordWriting
    ) throws -> FleetTenant {
        let size = try rows.tenant(tenant)?.size ?? 0
        // Somebody else may have folded some of these meanwhile, or dropped the rows.
        guard size >= start else { return try rows.tenant(tenant) ?? FleetTenant(tenant: tenant) }
        let missing = entries.dropFirst(Int(clamping: size - start))
        guard let last = missing.last else { return try rows.tenant(tenant) ?? FleetTenant(tenant: tenant) }
        for (offset, item) in entries.enumerated().dropFirst(Int(clamping: size - start)) {
            guard let entry = item.entry else { continue }
            try FleetFold.apply(entry, at: start + UInt64(offset), of: tenant, to: rows)
        }
        // Read after the entries, since a root changes this row too.
        var row = try rows.tenant(tenant) ?? FleetTenant(tenant: tenant)
        row.size = start + UInt64(entries.count)
        row.lastLeaf = MerkleHash.leaf(last.leaf)
        row.latest = missing.last { $0.entry != nil }?.entry?.at ?? row.latest
        row.unreadable += UInt64(missing.count { $0.entry == nil })
        try rows.put(row)
        return row
    }
}
