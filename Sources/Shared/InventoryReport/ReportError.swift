/// Why bytes are not a report, or a report contradicts itself.
package enum ReportError: Error, Hashable, Sendable, CustomStringConvertible {
    /// More bytes than a report may have.
    case tooLarge(bytes: Int)
    /// Not the canonical JSON of a report; the offset is that of the first wrong byte.
    case notCanonical(offset: Int)
    /// Canonical JSON, but a limit is exceeded at the offset.
    case limit(offset: Int)
    /// A member is missing, has the wrong form or does not belong there.
    case member(String)
    /// A schema this build does not know.
    case schema(String)
    /// A section's body does not have the hash that the report states.
    case sectionHash(String)

    package var description: String {
        switch self {
        case .tooLarge(let bytes):
            "report has \(bytes) bytes but \(ReportLimits.reportBytes) are allowed; ask the device for smaller sections"
        case .notCanonical(let offset):
            "report is not canonical JSON at byte \(offset); check the agent's version"
        case .limit(let offset):
            "report exceeds a limit at byte \(offset) (depth, values, key or string length); check the agent's version"
        case .member(let name):
            "report member \"\(name)\" is missing or malformed; check the agent's version"
        case .schema(let name):
            "report schema \"\(DisplayText.escaped(name, limit: 80))\" is unknown; update the controller"
        case .sectionHash(let name):
            "section \"\(name)\" does not match its hash; ask the device for a full report"
        }
    }
}
