/// What a report may hold at most.
///
/// Our own limits: a report comes from a device that may be in strange hands.
package enum ReportLimits {
    /// Bytes of one report.
    package static let reportBytes = 8 << 20
    /// UTF-8 bytes of one string.
    package static let stringBytes = 1024
    /// Bytes of one object key.
    package static let keyBytes = 64
    /// Levels of arrays and objects inside one another.
    package static let depth = 12
    /// Values in one report, counting every element and member.
    package static let values = 500_000
    /// Sections in one report or state: 256 package buckets and a few dozen others.
    package static let sections = 320
    /// Errors in one section.
    package static let errors = 32
    /// Installed packages in one report.
    package static let packages = 20_000
}
