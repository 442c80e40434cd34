import Glibc

/// The zones of the system's tz database.
package struct SystemTimeZones: TimeZoneDirectory {
    private let folder: String

    package init(folder: String = "/usr/share/zoneinfo") {
        self.folder = folder
    }

    /// A zone is known if its file begins as RFC 9636 says.
    package func contains(_ zone: ZoneName) -> Bool {
        let descriptor = open("\(folder)/\(zone.text)", O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var magic: [UInt8] = [0, 0, 0, 0]
        return read(descriptor, &magic, magic.count) == magic.count && magic.elementsEqual("TZif".utf8)
    }
}
