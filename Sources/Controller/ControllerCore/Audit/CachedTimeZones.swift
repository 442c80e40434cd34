package import Model
import Synchronization
package import Trust

/// Time zones read once each: an audit asks for the same few a hundred thousand times.
package final class CachedTimeZones: TimeZoneSource {
    private let source: any TimeZoneSource
    private let known = Mutex<[ZoneName: TimeZoneFile?]>([:])

    package init(_ source: any TimeZoneSource) {
        self.source = source
    }

    package func zone(_ name: ZoneName) -> TimeZoneFile? {
        known.withLock { known in
            if let zone = known[name] { return zone }
            // Names come out of a log that may be hostile.
            if known.count > 1_024 { known = [:] }
            let zone = source.zone(name)
            known[name] = .some(zone)
            return zone
        }
    }
}
