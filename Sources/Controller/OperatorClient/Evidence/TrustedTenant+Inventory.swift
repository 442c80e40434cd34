package import ControllerCore
package import InventoryReport
package import Model
import SSHSIG

/// A device's inventory as its agent last signed it and the controller merged it.
package struct SeenInventory: Sendable {
    package let device: DeviceID
    package let report: Report
    /// Canonical JSON.
    package let text: String
    package let index: UInt64
    package let sequence: UInt64
    package let receivedAt: String
}

extension TrustedTenant {
    /// Reads the newest reports; the leaf of each has to be signed by the agent key of the device's own enrolment.
    package func inventory(_ documents: [InventoryDocument]) async throws(ClientError) -> [SeenInventory] {
        let entries = try await leaves(documents.map(\.index))
        var seen: [SeenInventory] = []
        for document in documents {
            guard let device = DeviceID(document.device), let entry = entries[document.index],
                case .inventory(let statement) = entry.statement, statement.device == device,
                statement.tenant == tenant, statement.seq == document.seq,
                let signer = entry.facts.first?.key, signer.line == known[device]?.agentKey
            else {
                throw .leafUnexpected(
                    index: document.index,
                    wanted: "a report signed by the agent of \(document.device)"
                )
            }
            let report: Report
            do throws(ReportError) {
                report = try ReportDelta.parse(Array(document.report.utf8)).full
            } catch {
                throw .leafRefused(index: document.index, reason: error.description)
            }
            seen.append(
                SeenInventory(
                    device: device,
                    report: report,
                    text: document.report,
                    index: document.index,
                    sequence: document.seq,
                    receivedAt: document.receivedAt
                )
            )
        }
        return seen
    }
}

extension ReportDelta {
    /// The report that a full delta is.
    fileprivate var full: Report {
        Report(bootID: bootID, sections: sections, metrics: metrics)
    }
}

extension TrustedTenant {
    /// The inventory of one device.
    package func inventory(of device: DeviceID) async throws(ClientError) -> SeenInventory {
        let document = try await api.inventory(tenant, device)
        guard let seen = try await inventory([document]).first, seen.device == device else {
            throw .leafUnexpected(index: document.index, wanted: "a report of \(device)")
        }
        return seen
    }

    /// The inventories of all devices that reported.
    package func inventory() async throws(ClientError) -> [SeenInventory] {
        try await inventory(api.inventory(tenant).devices)
    }
}
