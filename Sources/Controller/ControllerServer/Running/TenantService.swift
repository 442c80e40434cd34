package import ControllerCore
import Logging
package import Model
import TransparencyLog
import Trust

/// One tenant, running: its log, what the log says, its live devices and those who watch.
///
/// Everything of the tenant that changes is owned by this actor, so tenants never wait for one another. After each
/// `await` state is read again: a method may be entered while another one waits.
package actor TenantService {
    package nonisolated let tenant: TenantID
    package nonisolated let log: TenantLog
    nonisolated let parts: TenantParts

    /// What the log says; a copy of it is a snapshot.
    package private(set) var history: TenantHistory
    /// Tokens that were issued, by digest.
    var tokens: [Digest: EnrolmentToken] = [:]
    /// Devices that are connected.
    var live: [DeviceID: LiveDevice] = [:]
    /// What was seen of deliveries: comfort, lost at a restart.
    var lives: [OperationID: [DeviceID: TargetLife]] = [:]
    /// What is remembered of devices, connected or not.
    var memories: [DeviceID: DeviceMemory] = [:]
    /// Merged inventories of devices that reported lately; bounded.
    var inventories: [DeviceID: InventoryState] = [:]
    var watchers = Watchers()
    var refusals = RefusalLimiter()
    /// How many leaves were taken in; unreadable ones count.
    private var folded: UInt64 = 0
    /// Leaves that were appended and that wait for one before them to be folded.
    private var arrived: [UInt64: [UInt8]] = [:]
    private var projecting = false

    /// Opens a tenant: reads its whole log and folds it.
    package init(tenant: TenantID, log: TenantLog, parts: TenantParts) async throws {
        self.tenant = tenant
        self.log = log
        self.parts = parts
        history = TenantHistory(tenant: tenant, zones: parts.zones)
        try await catchUp(to: try await log.size())
        for device in try await parts.runtime.read({ try $0.runtimeDevices(of: tenant) }) {
            memories[device.device] = try await parts.memory(of: device)
        }
        project()
    }

    /// Appends entries and folds them; on disk and in the history when this returns.
    package func append(_ drafts: [LogDraft]) async throws -> [Appended] {
        let appended = try await log.append(drafts)
        for entry in appended where entry.index >= folded { arrived[entry.index] = entry.leaf }
        if let last = appended.last { try await catchUp(to: last.index + 1) }
        project()
        return appended
    }

    /// Appends what only the controller says.
    package func append(_ words: AccessWords) async throws {
        _ = try await append([AssertedDraft.access(words)])
    }

    package func append(_ words: SystemWords) async throws {
        _ = try await append([AssertedDraft.system(words)])
    }

    /// Folds all leaves below a size, in order.
    ///
    /// Usually they have arrived with their appends; one whose answer was lost is read from the log.
    private func catchUp(to size: UInt64) async throws {
        var changes = HistoryChanges()
        while folded < size {
            if let leaf = arrived.removeValue(forKey: folded) {
                fold(leaf, &changes)
                continue
            }
            let start = folded
            let leaves = try await log.leaves(in: start..<size)
            guard !leaves.isEmpty else { break }
            for (offset, leaf) in leaves.enumerated() where start + UInt64(offset) == folded {
                arrived[folded] = nil
                fold(leaf, &changes)
            }
        }
        if !changes.isEmpty { tell(changes) }
    }

    private func fold(_ leaf: [UInt8], _ changes: inout HistoryChanges) {
        let index = folded
        do {
            let entry = try Entry(leaf: leaf)
            history.apply(entry, index: index)
            keepToken(entry)
            changes.note(entry, history: history)
        } catch {
            // The auditor's finding; here it has no effect but must keep its place.
            parts.logger.error("unreadable entry in log", metadata: ["tenant": "\(tenant)", "index": "\(index)"])
        }
        folded = index + 1
    }

    private func keepToken(_ entry: Entry) {
        switch entry.statement {
        case .access(let words):
            guard words.event == .token, let digest = words.object.flatMap({ Digest(hex: $0) }),
                let person = words.person, let count = words.count, let from = words.from, let to = words.to
            else { return }
            tokens[digest] = EnrolmentToken(
                sha256: digest,
                tenant: tenant,
                person: person,
                issued: from,
                expires: to,
                uses: Int(clamping: count)
            )
        case .enrolment(let enrolment): tokens[enrolment.tokenSha256]?.used += 1
        default: break
        }
    }

    /// Lets devices and watchers know what has changed.
    private func tell(_ changes: HistoryChanges) {
        for device in changes.affected(live.keys) { step(device, .changed) }
        for operation in changes.operations { watchers.changed(operation) }
    }

    /// Brings the projection up behind the log, one run at a time.
    private func project() {
        guard !projecting else { return }
        projecting = true
        // Unstructured: the projection serves no caller, and no caller should wait for it. It ends with the log's end.
        Task { await runProjection() }
    }

    private func runProjection() async {
        defer { projecting = false }
        do {
            repeat {
                try await parts.fleet.catchUp(tenant, from: log)
            } while try await parts.fleet.read { try $0.tenant(self.tenant)?.size ?? 0 } < folded
        } catch {
            parts.logger.warning("projection is behind", metadata: ["tenant": "\(tenant)", "error": "\(error)"])
        }
    }

    package func now() -> Timestamp { parts.clock() }
}
