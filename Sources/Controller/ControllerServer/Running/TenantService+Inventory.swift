import ControllerCore
import InventoryReport
import Logging
import Model
import SSHSIG
import TransparencyLog

/// What a device's reports add up to, and which entry was the last.
struct InventoryState: Sendable {
    var state: ReportState
    var index: UInt64
    var at: Timestamp
}

extension TenantService {
    /// Merged inventories kept in memory; others are put together again from their blobs.
    private static let kept = 128
    /// Reports that are gone through for a full one.
    private static let depth = 2_000

    /// What became of a report.
    enum InventoryVerdict: Hashable, Sendable {
        case accepted
        case problem(String)
    }

    /// Judges a report, stores its blob, logs it and applies it.
    func take(_ text: StatementText, signature: String, report blob: [UInt8], from device: DeviceID) async
        -> InventoryVerdict
    {
        guard let logged = history.devices[device], logged.state != .retired,
            case .inventory(let statement) = try? Statement.parse(text, as: .inventory),
            statement.tenant == tenant, statement.device == device
        else { return .problem("statement") }
        guard let signed = try? SSHSignature(armored: signature),
            let facts = try? signed.verify(
                message: text.bytes,
                namespace: EntryKind.inventory.namespace ?? "",
                passkeys: .noPasskeys
            ),
            facts.key == logged.enrolment.content.agentKey
        else { return .problem("signature") }
        guard statement.report.matches(blob: blob) else { return .problem("digest") }
        let delta: ReportDelta
        do {
            delta = try ReportDelta.parse(Array(blob.dropFirst(SaltedDigest.saltLength)))
        } catch {
            return .problem("report")
        }
        guard delta.sequence == statement.seq else { return .problem("report") }
        do {
            var merged = try await inventory(of: device)?.state ?? ReportState()
            switch merged.apply(delta) {
            case .needFull: return .problem("need-full")
            case .replayed: return .problem("replayed")
            case .applied: break
            }
            try await chargeDevice(bytes: text.bytes.count)
            try await parts.blobs.write(blob, tenant: tenant, expected: statement.report.sha256)
            let draft = try LogDraft(kind: .inventory, text: text, signatures: [signature])
            guard let entry = try await append([draft]).first else { return .problem("log") }
            keep(InventoryState(state: merged, index: entry.index, at: entry.at), of: device)
            return .accepted
        } catch let error as QuotaError {
            if case .blobBytes = error { noteQuota(error) }
            return .problem("log")
        } catch {
            parts.logger.error(
                "inventory not logged",
                metadata: ["tenant": "\(tenant)", "device": "\(device)", "error": "\(error)"]
            )
            return .problem("log")
        }
    }

    /// The merged inventory of a device; nil for one that never reported, or whose reports were erased.
    func inventory(of device: DeviceID) async throws -> InventoryState? {
        if let known = inventories[device] { return known }
        guard history.devices[device]?.inventory != nil else { return nil }
        try await parts.fleet.catchUp(tenant, from: log)
        let rows = try await parts.fleet.read { try $0.inventory(of: device, of: self.tenant, limit: Self.depth) }
        var deltas: [(delta: ReportDelta, row: FleetInventory)] = []
        for row in rows {
            guard let blob = try await parts.blobs.read(row.reportSha256, tenant: tenant),
                let delta = try? ReportDelta.parse(Array(blob.dropFirst(SaltedDigest.saltLength)))
            else { return nil }
            deltas.append((delta, row))
            if delta.isFull { break }
        }
        guard let newest = deltas.first, deltas.last?.delta.isFull == true else { return nil }
        var state = ReportState()
        for (delta, _) in deltas.reversed() {
            guard case .applied = state.apply(delta) else { return nil }
        }
        let merged = InventoryState(state: state, index: newest.row.index, at: newest.row.at)
        if inventories[device] == nil { keep(merged, of: device) }
        return inventories[device]
    }

    private func keep(_ state: InventoryState, of device: DeviceID) {
        if inventories[device] == nil, inventories.count >= Self.kept, let other = inventories.keys.first {
            inventories[other] = nil
        }
        inventories[device] = state
    }
}
