package import Model
package import Trust

/// When an operation's window opens next.
package enum WindowOpening {
    /// The first full minute within the hours, at most eight days ahead; nil if there is none or the zone is unknown.
    package static func next(_ hours: Hours, after now: Timestamp, zones: any TimeZoneSource) -> Timestamp? {
        guard let zone = zones.zone(hours.zone) else { return nil }
        if HoursRule.contains(hours, zone.wallClock(at: now.seconds)) { return now }
        let start = now.seconds - (now.seconds % 60) + 60
        for minute in 0..<Int64(8 * 24 * 60) {
            let time = start + minute * 60
            if HoursRule.contains(hours, zone.wallClock(at: time)) { return Timestamp(seconds: time) }
        }
        return nil
    }
}
