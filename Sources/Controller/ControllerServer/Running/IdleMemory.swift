import CLinux
import Transport

/// Gives the heap that handshakes leave behind back to the kernel, once nobody comes or goes for a moment.
///
/// A handshake takes many times what the connection then needs, and a fleet that reconnects takes it all at once; the
/// allocator keeps such room for the next one, which may come in a month.
package struct IdleMemory {
    /// Looks between two trims at most, however busy it is.
    static let patience = 60

    private var seen: UInt64 = 0
    private var trimmed: UInt64 = 0
    private var looks = 0

    /// Whether there is room to give back; called each second or so.
    ///
    /// - Parameter activity: how many connections began and ended so far.
    mutating func isDue(_ activity: UInt64) -> Bool {
        defer { seen = activity }
        guard activity != trimmed else { return false }
        looks += 1
        guard activity == seen || looks >= Self.patience else { return false }
        trimmed = activity
        looks = 0
        return true
    }

    /// Threads share this many heaps: what a handshake leaves free in one heap is of no use to another.
    private static let heaps: Int32 = 2
    /// TLS records and what is read into for them are larger; among small blocks they would keep pages from going back.
    private static let mappedBytes: Int32 = 16_000

    /// Keeps the heap from growing with every connection that comes; for a program's start, before it has threads.
    package static func prepare() {
        _ = clinux_tune_heap(heaps, mappedBytes)
    }

    static func giveBack() {
        _ = clinux_malloc_trim()
    }
}

extension ConnectionCounters.Snapshot {
    /// How many connections began and ended.
    var activity: UInt64 { opened &+ closed.values.reduce(0, &+) }
}
