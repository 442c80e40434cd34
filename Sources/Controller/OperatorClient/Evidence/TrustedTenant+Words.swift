package import Model
import TransparencyLog

/// A person's no to an order, or its withdrawal, proven to be in the log.
package struct VerifiedStop: Sendable {
    package let kind: EntryKind
    package let index: UInt64
    package let at: Timestamp
    /// Who signed, by the root.
    package let people: [String]
    /// The devices that it is about; nil: all.
    package let devices: [DeviceID]?
    package let reason: SaltedDigest

    /// Whether it is about a device.
    package func concerns(_ device: DeviceID) -> Bool {
        devices?.contains(device) ?? true
    }
}

extension TrustedTenant {
    /// The people whose approvals of an order are among some entries of the log, each once.
    package func approvers(of order: VerifiedOperation, among indexes: [UInt64]) async throws(ClientError) -> [String] {
        let entries = try await leaves(indexes)
        var approvers: [String] = []
        for (_, entry) in entries.sorted(by: { $0.key < $1.key }) {
            guard case .approval(let approval) = entry.statement, approval.operation == order.operation.id,
                approval.tenant == tenant, approval.statementSha256 == order.sha256
            else { continue }
            for person in people(behind: entry.facts) where !approvers.contains(person) { approvers.append(person) }
        }
        return approvers
    }

    /// The denials and cancels of an order among some entries of the log.
    package func stops(of order: VerifiedOperation, among indexes: [UInt64]) async throws(ClientError) -> [VerifiedStop]
    {
        let entries = try await leaves(indexes)
        return entries.sorted { $0.key < $1.key }.compactMap { index, entry in
            switch entry.statement {
            case .denial(let denial)
            where denial.operation == order.operation.id && denial.tenant == tenant
                && denial.statementSha256 == order.sha256:
                VerifiedStop(
                    kind: .denial,
                    index: index,
                    at: entry.at,
                    people: people(behind: entry.facts),
                    devices: nil,
                    reason: denial.reason
                )
            case .cancel(let cancel)
            where cancel.operation == order.operation.id && cancel.tenant == tenant
                && cancel.statementSha256 == order.sha256:
                VerifiedStop(
                    kind: .cancel,
                    index: index,
                    at: entry.at,
                    people: people(behind: entry.facts),
                    devices: cancel.devices,
                    reason: cancel.reason
                )
            default: nil
            }
        }
    }
}
