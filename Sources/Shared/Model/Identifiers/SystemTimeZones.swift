import Glibc

/// The zones of the system's tz database.
package struct SystemTimeZones: TimeZoneDirectory {
    private let folder: String

    package init(folder: String = "/usr/share/zoneinfo") {
        self.folder = folder
    }

    /// Whether a name means the same on every machine: `localtime` and `posixrules` are links that differ, files under
    /// `right/` and `posix/` count leap seconds or repeat other zones.
    package static func isPortable(_ zone: ZoneName) -> Bool {
        !["localtime", "posixrules"].contains(zone.text) && !zone.text.hasPrefix("right/")
            && !zone.text.hasPrefix("posix/")
    }

    /// A zone is known if its file begins as RFC 9636 says.
    package func contains(_ zone: ZoneName) -> Bool {
        guard Self.isPortable(zone) else { return false }
        let descriptor = open("\(folder)/\(zone.text)", O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var magic: [UInt8] = [0, 0, 0, 0]
        return read(descriptor, &magic, magic.count) == magic.count && magic.elementsEqual("TZif".utf8)
    }
}
