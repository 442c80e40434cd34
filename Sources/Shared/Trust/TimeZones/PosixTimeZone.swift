import Model

/// The rule string at the end of a TZif file, which tells offsets after its last transition.
///
/// The form is POSIX's `TZ` (XBD 8.3) with the extension of RFC 9636 §3.3.2: transition times from −167 to 167
/// hours. `CET-1CEST,M3.5.0,M10.5.0/3` reads: one hour east of UTC, from the last Sunday of March at 02:00 local
/// time two hours east, back on the last Sunday of October at 03:00 local time.
struct PosixTimeZone: Hashable, Sendable {
    /// Seconds east of UTC in standard time.
    let standardOffset: Int64
    /// The summer half, absent where the clocks never change.
    let daylight: Daylight?

    /// Offset and span of daylight saving time.
    struct Daylight: Hashable, Sendable {
        /// Seconds east of UTC.
        let offset: Int64
        /// When it begins, by standard time.
        let start: YearlyMoment
        /// When it ends, by daylight time.
        let end: YearlyMoment
    }

    /// Reads the string, without the line feeds that frame it in a TZif file.
    ///
    /// - Throws: `TimeZoneError.malformed`.
    init(_ text: ArraySlice<UInt8>) throws(TimeZoneError) {
        var scanner = PosixTimeZoneScanner(text)
        try scanner.skipDesignation()
        // POSIX counts west of Greenwich as positive.
        standardOffset = -(try scanner.signedTime(maximumHours: 24))
        guard !scanner.isAtEnd else {
            daylight = nil
            return
        }
        try scanner.skipDesignation()
        let offset =
            scanner.next == UInt8(ascii: ",") ? standardOffset + 3600 : -(try scanner.signedTime(maximumHours: 24))
        try scanner.expect(",")
        let start = try scanner.moment()
        try scanner.expect(",")
        let end = try scanner.moment()
        guard scanner.isAtEnd else { throw .malformed("TZ string") }
        daylight = Daylight(offset: offset, start: start, end: end)
    }

    /// Seconds east of UTC at a Unix time.
    func offset(at seconds: Int64) -> Int64 {
        guard let daylight else { return standardOffset }
        let today = (seconds + standardOffset).quotientAndRemainderFloored(by: 86_400).quotient
        let year = CivilDate(daysSinceEpoch: today).year
        var latest: (moment: Int64, offset: Int64)?
        // The neighbours count too: south of the equator the span began last year, and a moment may lie days outside
        // its year. Ends come first, so that where one span ends as the next begins the new one holds.
        for candidate in (year - 1)...(year + 1) {
            let end = daylight.end.localSeconds(in: candidate) - daylight.offset
            let start = daylight.start.localSeconds(in: candidate) - standardOffset
            for (moment, offset) in [(end, standardOffset), (start, daylight.offset)] where moment <= seconds {
                guard let held = latest else {
                    latest = (moment, offset)
                    continue
                }
                if moment > held.moment || (moment == held.moment && offset == daylight.offset) {
                    latest = (moment, offset)
                }
            }
        }
        return latest?.offset ?? standardOffset
    }
}

/// A moment that recurs each year: a day and a local time, which may lie outside of that day.
struct YearlyMoment: Hashable, Sendable {
    /// The three ways in which POSIX names a day.
    enum Day: Hashable, Sendable {
        /// `Jn`: 1 to 365, 29 February never counts.
        case julianWithoutLeapDay(Int64)
        /// `n`: 0 to 365, 29 February counts.
        case zeroBased(Int64)
        /// `Mm.w.d`: weekday `d` (Sunday 0) of week `w` (5 is the last) of month `m`.
        case monthWeekDay(month: Int64, week: Int64, weekday: Int64)
    }

    let day: Day
    /// Seconds after local midnight.
    let time: Int64

    /// Local wall clock seconds since 1970-01-01T00:00:00 for one year.
    func localSeconds(in year: Int64) -> Int64 {
        let january = CivilDate(year: year, month: 1, day: 1).daysSinceEpoch
        let number =
            switch day {
            case .julianWithoutLeapDay(let day):
                january + day - 1 + (CivilDate.days(in: 2, of: year) == 29 && day >= 60 ? 1 : 0)
            case .zeroBased(let day):
                january + day
            case .monthWeekDay(let month, let week, let weekday):
                Self.dayNumber(year: year, month: month, week: week, weekday: weekday)
            }
        return number * 86_400 + time
    }

    private static func dayNumber(year: Int64, month: Int64, week: Int64, weekday: Int64) -> Int64 {
        let first = CivilDate(year: year, month: month, day: 1).daysSinceEpoch
        let end = first + CivilDate.days(in: month, of: year)
        let ahead = (weekday - Int64(WallClock.weekday(ofDay: first) % 7) + 7) % 7
        var number = first + ahead + (week - 1) * 7
        while number >= end { number -= 7 }
        return number
    }
}
