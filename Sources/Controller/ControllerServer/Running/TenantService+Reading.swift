import ControllerCore
import InventoryReport
import Model
import TransparencyLog
import Trust

extension TenantService {
    /// Operations of one answer, the newest.
    private static let operationsLimit = 500

    func summary() -> TenantSummary? {
        guard let root = history.roots.last?.held else { return nil }
        return TenantSummary(
            tenant: tenant.text,
            rootVersion: root.root.version,
            rootSha256: root.sha256.hex,
            origin: root.root.log.origin,
            logSize: history.size,
            devices: history.devices.count,
            connected: live.count
        )
    }

    func deviceList() -> DeviceList {
        DeviceList(devices: history.devices.values.sorted { $0.enrolment.index < $1.enrolment.index }.map(summary))
    }

    private func summary(_ device: LoggedDevice) -> DeviceSummary {
        let memory = memories[device.id]
        let state = live[device.id]
        return DeviceSummary(
            device: device.id.text,
            enrolment: device.enrolment.index,
            statement: device.current?.index,
            connected: state != nil,
            lastSeen: (state?.lastHeard ?? memory?.lastSeen)?.text,
            hold: memory?.hold?.reason.rawValue,
            agentVersion: memory?.agentVersion,
            executorVersion: memory?.executorVersion,
            lastSequence: device.lastSequence,
            waiting: history.open[device.id]?.count ?? 0
        )
    }

    /// Where an operation stands; nil for one that isn't in the log.
    func progress(_ id: OperationID) -> OperationProgress? {
        history.operations[id].map(progress)
    }

    private func progress(_ operation: LoggedOperation) -> OperationProgress {
        OperationProgress(
            operation,
            history: history,
            lives: lives[operation.id] ?? [:],
            now: now(),
            zones: parts.zones
        )
    }

    /// The newest operations, newest first.
    func operationList() -> OperationList {
        let newest = history.operations.values.sorted { $0.order.index > $1.order.index }
        return OperationList(operations: newest.prefix(Self.operationsLimit).map { progress($0).summary })
    }

    /// Operations that wait for signatures, newest first.
    func inbox() -> OperationList {
        let now = now()
        var summaries: [OperationSummary] = []
        let open = history.operations.values.filter { !$0.isDone && !$0.isExpired(at: now) }
        for operation in open.sorted(by: { $0.order.index > $1.order.index }) {
            let progress = progress(operation)
            guard progress.state == .waiting else { continue }
            summaries.append(progress.summary)
            if summaries.count == Self.operationsLimit { break }
        }
        return OperationList(operations: summaries)
    }

    func operationDocument(_ id: OperationID) async throws -> OperationDocument? {
        guard let operation = history.operations[id] else { return nil }
        let summary = progress(operation).summary
        let entries = history.words(on: id).indexes + operation.receipts.values.map(\.index)
        let entry = try Entry(leaf: try await log.leaf(at: operation.order.index))
        return OperationDocument(summary: summary, statement: entry.statementText.string, entries: entries.sorted())
    }

    func inventoryDocument(_ device: DeviceID) async throws -> InventoryDocument? {
        guard let inventory = try await inventory(of: device), let report = inventory.state.rendered(),
            let sequence = inventory.state.sequence
        else { return nil }
        return InventoryDocument(
            device: device.text,
            report: String(decoding: report, as: UTF8.self),
            index: inventory.index,
            seq: sequence,
            receivedAt: inventory.at.text
        )
    }

    func watch(_ operation: OperationID) -> Watchers.Watch {
        watchers.add(operation)
    }

    func unwatch(_ watch: Watchers.Watch, _ operation: OperationID) {
        watchers.remove(watch, from: operation)
    }

    /// Ends what would go on for as long as somebody listens.
    func stop() {
        watchers.stop()
    }
}
