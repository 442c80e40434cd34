/// Up to 256 entries one after the other (c2sp.org/tlog-tiles).
///
/// | Field | Bytes |
/// | --- | --- |
/// | length of the entry, big-endian | 2 |
/// | entry | length |
package enum EntryBundle {
    /// The longest entry that the length field allows.
    package static let maximumEntryByteCount = Int(UInt16.max)

    /// Writes entries.
    ///
    /// - Throws: `entryTooLong`; `bundleLength` unless there are 1 to 256 entries.
    package static func encode(_ entries: some Collection<[UInt8]>) throws(TileError) -> [UInt8] {
        guard (1...TilePath.fullWidth).contains(entries.count) else {
            throw .bundleLength(detail: "\(entries.count) entries do not make a bundle")
        }
        var bytes: [UInt8] = []
        for entry in entries {
            guard let length = UInt16(exactly: entry.count) else { throw .entryTooLong(bytes: entry.count) }
            bytes.append(UInt8(truncatingIfNeeded: length >> 8))
            bytes.append(UInt8(truncatingIfNeeded: length))
            bytes += entry
        }
        return bytes
    }

    /// Reads a bundle; the entries are not proven until their leaf hashes are compared with the tile of level 0.
    ///
    /// - Parameter width: the number of entries that the bundle's path states.
    /// - Throws: `bundleLength` for a bundle that is too short or holds more.
    package static func decode(_ bytes: [UInt8], width: Int) throws(TileError) -> [[UInt8]] {
        var entries: [[UInt8]] = []
        var rest = bytes[...]
        while entries.count < width {
            guard let high = rest.popFirst(), let low = rest.popFirst() else {
                throw .bundleLength(detail: "it ends after \(entries.count) of \(width) entries")
            }
            let length = Int(high) << 8 | Int(low)
            guard rest.count >= length else {
                throw .bundleLength(detail: "entry \(entries.count) of \(width) is cut short")
            }
            entries.append(Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        guard rest.isEmpty else { throw .bundleLength(detail: "\(rest.count) bytes follow its \(width) entries") }
        return entries
    }
}
