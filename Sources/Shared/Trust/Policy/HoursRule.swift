package import Model

/// Hours of a week by a wall clock.
package enum HoursRule {
    /// Whether the wall clock of the hours' zone stands within them; nil where the zone isn't known here.
    package static func isWithin(_ hours: Hours, now: Timestamp, zones: any TimeZoneSource) -> Bool? {
        guard let zone = zones.zone(hours.zone) else { return nil }
        return contains(hours, zone.wallClock(at: now.seconds))
    }

    /// From `from` up to and without `to`.
    ///
    /// A span past midnight belongs to the day on which it begins: its second half is looked up under the day before.
    /// An hour that the clock shows twice counts twice.
    package static func contains(_ hours: Hours, _ clock: WallClock) -> Bool {
        let today = hours.days.contains(UInt64(clock.weekday))
        guard hours.to < hours.from else {
            return today && hours.from <= clock.minuteOfDay && clock.minuteOfDay < hours.to
        }
        let yesterday = hours.days.contains(UInt64(clock.weekday == 1 ? 7 : clock.weekday - 1))
        return (today && clock.minuteOfDay >= hours.from) || (yesterday && clock.minuteOfDay < hours.to)
    }
}

/// The window that an operation may name for itself.
package enum WindowRule {
    /// `window` outside of it; also where the zone can't be read here any more.
    package static func refusal(_ operation: OperationFacts, now: Timestamp, zones: any TimeZoneSource) -> RefusalCode?
    {
        guard let window = operation.window else { return nil }
        return HoursRule.isWithin(window, now: now, zones: zones) == true ? nil : .window
    }
}
