import Model

/// One time zone of tzdata, read from a TZif file (RFC 9636) of version 2 or later.
///
/// Layout, all integers big-endian:
///
/// | part | bytes |
/// |---|---|
/// | header of version 1: `TZif`, version, 15 unused, six counts (isut, isstd, leap, time, type, char) | 44 |
/// | data of version 1, skipped | by its counts |
/// | header of version 2 | 44 |
/// | transition times, signed | 8 each |
/// | transition types, an index each | 1 each |
/// | local time types: offset east of UTC in seconds (4, signed), daylight flag (1), designation index (1) | 6 each |
/// | designations, leap seconds, standard and UT indicators, skipped | by the counts |
/// | footer: LF, a POSIX `TZ` string (may be empty), LF | rest |
///
/// The wall clock of a rule's hours comes from here. Everything is bounded by the size of the file, which is ours but
/// may be damaged.
package struct TimeZoneFile: Hashable, Sendable {
    /// The largest file that is read; those of tzdata have less than 4 KiB.
    package static let maximumBytes = 65_536

    private let transitions: [Int64]
    private let transitionOffsets: [Int64]
    private let firstOffset: Int64
    private let footer: PosixTimeZone?

    /// Reads the bytes of a TZif file.
    ///
    /// - Throws: `TimeZoneError` for a file that is too long or too short, of version 1, or breaks the format.
    package init(_ bytes: [UInt8]) throws(TimeZoneError) {
        guard bytes.count <= Self.maximumBytes else { throw .size(bytes.count) }
        var reader = TimeZoneFileReader(bytes)
        let first = try reader.header()
        try reader.skip(first.dataBytes(timeSize: 4))
        let counts = try reader.header()
        guard counts.leaps == 0 else { throw .leapSeconds }
        guard counts.types >= 1, counts.types <= 256 else { throw .malformed("type count") }
        transitions = try reader.transitionTimes(counts.times)
        let indexes = try reader.bytes(counts.times)
        let offsets = try reader.offsets(counts.types)
        try reader.skip(counts.characters + counts.standardFlags + counts.utFlags)

        var perTransition: [Int64] = []
        perTransition.reserveCapacity(indexes.count)
        for index in indexes {
            guard Int(index) < offsets.count else { throw .malformed("transition type") }
            perTransition.append(offsets[Int(index)])
        }
        transitionOffsets = perTransition
        // RFC 9636 §3.2: type 0 is for times before the first transition.
        firstOffset = offsets[0]
        footer = try reader.footer()
    }

    /// Seconds east of UTC at a Unix time.
    ///
    /// Times further than 30,000 years from 1970 are taken as the end of that span.
    package func offset(at time: Int64) -> Int64 {
        let seconds = min(max(time, -1 << 40), 1 << 40)
        guard let last = transitions.last else { return footer?.offset(at: seconds) ?? firstOffset }
        if seconds >= last, let footer { return footer.offset(at: seconds) }
        // The last transition at or before the time, by binary search.
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle] <= seconds { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? firstOffset : transitionOffsets[low - 1]
    }

    /// Weekday and time of day that a clock on the wall shows at a Unix time.
    package func wallClock(at seconds: Int64) -> WallClock {
        let seconds = min(max(seconds, -1 << 40), 1 << 40)
        let (day, second) = (seconds + offset(at: seconds)).quotientAndRemainderFloored(by: 86_400)
        return WallClock(weekday: WallClock.weekday(ofDay: day), minuteOfDay: Int(second / 60))
    }
}

/// What a clock on the wall shows, as far as hours of a rule ask.
package struct WallClock: Hashable, Sendable {
    /// Monday 1 to Sunday 7.
    package let weekday: Int
    /// 0 to 1439.
    package let minuteOfDay: Int

    package init(weekday: Int, minuteOfDay: Int) {
        self.weekday = weekday
        self.minuteOfDay = minuteOfDay
    }

    /// Monday 1 to Sunday 7 (ISO 8601) of a day counted from 1970-01-01, which was a Thursday.
    static func weekday(ofDay number: Int64) -> Int {
        Int((number + 3).quotientAndRemainderFloored(by: 7).remainder) + 1
    }
}
