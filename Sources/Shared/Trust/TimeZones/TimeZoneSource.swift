package import Model

/// Where time zones come from: the machine's tzdata, or a test's own.
///
/// It knows the zones that it can reckon with.
package protocol TimeZoneSource: TimeZoneDirectory {
    /// The zone with this name, nil where it isn't known here or can't be read.
    func zone(_ name: ZoneName) -> TimeZoneFile?
}

extension TimeZoneSource {
    package func contains(_ zone: ZoneName) -> Bool {
        self.zone(zone) != nil
    }
}
