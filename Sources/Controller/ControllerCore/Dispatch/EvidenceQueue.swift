package import Model
import Trust
import Wire

/// The leaves other than operations that a device has to have judged before orders go to it.
package enum EvidenceQueue {
    /// Leaf indexes in log order, at most one message's worth.
    ///
    /// Device statements about it above the version that it reports, denials and cancels of orders that it has not
    /// answered, statuses of the current root; none that it has judged for good.
    package static func pending(
        _ device: DeviceID,
        history: TenantHistory,
        memory: DeviceMemory,
        reported: ReportedStatus
    ) -> [UInt64] {
        guard let logged = history.devices[device] else { return [] }
        // A version that the log never had says nothing of what the device holds.
        let held = logged.rows.contains { $0.row.version == reported.deviceVersion } ? reported.deviceVersion : 0
        var indexes = logged.rows.filter { $0.row.version > held }.map(\.index)
        for id in history.open[device] ?? [] {
            let words = history.words(on: id)
            indexes += words.denials.map(\.index)
            indexes += words.cancels.filter { $0.content.devices?.contains(device) ?? true }.map(\.index)
        }
        if let root = history.roots.last?.held.reference {
            indexes += history.statuses.filter { $0.content.root == root }.map(\.index)
        }
        let open = Set(indexes).filter { memory.judged[$0].map(isPassing) ?? true }
        return Array(open.sorted().prefix(WireLimits.evidenceLeaves))
    }

    /// Whether a verdict is a state that passes, so that the leaf is sent again.
    package static func isPassing(_ code: String) -> Bool {
        switch RefusalCode(rawValue: code) {
        case .malformed, .fork, .localStop, .checkpoint, .witness, .stale, .checkpointBehind, .consistency, .inclusion,
            .clock, .notYet, .rootBehind, .spoolFull, .busy:
            true
        default: false
        }
    }
}
