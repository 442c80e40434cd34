package import Model

/// A list of time zones that stands for the system's.
package struct KnownZones: TimeZoneDirectory {
    package let names: Set<ZoneName>

    package init(_ names: String...) {
        self.names = Set(names.map(ZoneName.literal))
    }

    package func contains(_ zone: ZoneName) -> Bool {
        names.contains(zone)
    }
}
