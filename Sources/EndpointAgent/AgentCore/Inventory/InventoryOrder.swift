package import InventoryReport

/// One report to make: what goes into it and what to remember first.
package struct InventoryOrder: Hashable, Sendable {
    /// The report.
    package let delta: ReportDelta
    /// What has to be on disk before the report leaves.
    package let memory: InventoryMemory

    /// The report's number.
    package var sequence: UInt64 { delta.sequence }
}
