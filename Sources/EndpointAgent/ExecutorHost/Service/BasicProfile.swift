import Inventory
import InventoryReport
package import Model

/// What the `collect` profile named basic reads: inventory now, versions, clock, connectivity.
///
/// Compiled in; takes no argument from anywhere.
package enum BasicProfile {
    /// One JSON object, ending in a line feed.
    ///
    /// - Parameter isAgentConnected: the executor itself has no network; what it can say is whether the agent is there.
    package static func collect(
        version: VersionText,
        clock: ReceiptClock,
        now: Timestamp,
        privileged: [String: String],
        isAgentConnected: Bool
    ) -> [UInt8] {
        var facts: [String: FactValue] = [
            "clock": .object([
                "now": .string(now.text),
                "offset_ms": .integer(Int64(clamping: clock.offsetMs)),
                "synchronised": .bool(clock.synchronised),
            ]),
            "connectivity": .object(["agent_connected": .bool(isAgentConnected)]),
            "versions": .object(["executor": .string(version.text)]),
        ]
        do throws(InventoryError) {
            let report = try InventoryCollector(privileged: privileged).collect(at: now.seconds)
            var sections: [String: FactValue] = [:]
            for (name, section) in report.sections where !name.hasPrefix("packages/") { sections[name] = section.facts }
            sections["package_count"] = .integer(Int64(report.packages.count))
            facts["inventory"] = .object(sections)
        } catch {
            facts["inventory"] = .null
        }
        return CanonicalJSON.bytes(of: .object(facts)) + [0x0A]
    }
}
