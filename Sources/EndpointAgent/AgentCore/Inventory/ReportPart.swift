import InventoryReport
import TransparencyLog

/// Cuts a collection that does not fit one frame into states that grow towards it.
///
/// Each state is a report of its own, so the controller applies them by the ordinary rules and needs to know nothing of it.
enum ReportPart {
    /// The state to bring the controller to next: what it holds and as many changed sections as fit.
    static func next(of report: Report, after base: SectionHashes?) -> Report {
        let hashes = report.hashes
        var part = report
        var room = AgentLimits.reportFacts
        for name in report.sections.keys.sorted(by: CodePointOrder.precedes) {
            guard hashes.byName[name] != base?.byName[name], let section = report.sections[name] else { continue }
            let size = CanonicalJSON.bytes(of: section.facts).count + 512
            // A first section always goes: one that alone passes the frame is the controller's to refuse.
            guard size <= room || room == AgentLimits.reportFacts else {
                part.sections[name] = nil
                continue
            }
            room -= size
        }
        return part
    }
}
