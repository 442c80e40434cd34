import CLinux
import Transport

/// Gives the heap that handshakes leave behind back to the kernel, once nobody comes or goes for a moment.
///
/// A handshake takes many times what the connection then needs, and a fleet that reconnects takes it all at once; the
/// allocator keeps such room for the next one, which may come in a month.
struct IdleMemory {
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

    static func giveBack() {
        _ = clinux_malloc_trim()
    }
}

extension ConnectionCounters.Snapshot {
    /// How many connections began and ended.
    var activity: UInt64 { opened &+ closed.values.reduce(0, &+) }
}
