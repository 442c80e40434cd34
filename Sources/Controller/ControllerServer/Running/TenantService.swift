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
    /// Of devices whose memory is still to be written: what their rows hold.
    var unkept: [DeviceID: DeviceMemory?] = [:]
    var keeping = false
    /// Merged inventories of devices that reported lately; bounded.
    var inventories: [DeviceID: InventoryState] = [:]
    var watchers = Watchers()
    var refusals = RefusalLimiter()
    private var meter: QuotaMeter
    /// How many leaves were taken in; unreadable ones count.
    private var folded: UInt64 = 0
    /// Entries that were appended and that wait for one before them to be folded.
    private var arrived: [UInt64: Entry] = [:]
    /// Entries that were folded and that the projection has not taken yet, the last few.
    private var unprojected: [UInt64: Entry] = [:]
    private var projecting = false
    private static let projectionDelay = Duration.milliseconds(100)
    static let notesDelay = Duration.milliseconds(100)
    /// Entries kept for the projection; if it falls behind further, it reads them from the log.
    private static let unprojectedLimit = 4_096

    /// Opens a tenant: reads its log and folds it.
    ///
    /// What was verified when it was appended is not verified again: the log has compared its tree with its newest
    /// signed checkpoint, and a leaf that somebody changed since is the audit's to find.
    package init(tenant: TenantID, log: TenantLog, parts: TenantParts) async throws {
        self.tenant = tenant
        self.log = log
        self.parts = parts
        history = TenantHistory(tenant: tenant, zones: parts.zones)
        meter = QuotaMeter(parts.quotas)
        try await takeStored()
        memories = try await parts.memories(of: tenant)
        project()
    }

    private func takeStored() async throws {
        let size = try await log.size()
        while folded < size {
            let leaves = try await log.leaves(in: folded..<size)
            guard !leaves.isEmpty else { break }
            for (offset, leaf) in history.take(stored: leaves).enumerated() {
                switch leaf {
                case .entry(let entry): keepToken(entry)
                case .unreadable: noteUnreadable(folded + UInt64(offset))
                case .word, .silent: break
                }
            }
            folded += UInt64(leaves.count)
        }
    }

    /// The auditor's finding; here it has no effect but must keep its place.
    private func noteUnreadable(_ index: UInt64) {
        parts.logger.error("unreadable entry in log", metadata: ["tenant": "\(tenant)", "index": "\(index)"])
    }

    // Parts of the history for those outside: a copy of the whole, held for a moment, would have everything in it copied
    // by the next entry.
    var trust: TrustState? { history.trust }
    var root: LoggedRoot? { history.roots.last }
    var size: UInt64 { history.size }
    var devices: [DeviceID] { history.devices.keys.sorted() }

    func knows(_ operation: OperationID) -> Bool {
        history.operations[operation] != nil
    }

    /// Takes room for an entry out of the tenant's quotas.
    ///
    /// The provider's own log has none: it would be one that all clients' people share, and is bounded by the limits on
    /// requests and strangers.
    /// - Parameter always: for what must not be held up: words that stop work.
    /// - Throws: `QuotaError`.
    func charge(bytes: Int, always: Bool = false) throws {
        guard tenant != .provider else { return }
        if let error = meter.take(entries: 1, bytes: UInt64(clamping: bytes), now: now(), always: always) {
            throw error
        }
    }

    /// As ``charge(bytes:always:)`` for what a device sent: waits where there will be room soon.
    ///
    /// The device's connection waits with it, which is what keeps it from sending more.
    func chargeDevice(bytes: Int) async throws {
        for _ in 0..<Self.patience {
            do {
                return try charge(bytes: bytes)
            } catch QuotaError.entryRate(_, let wait) where wait <= Self.patience {
                try await Task.sleep(for: .seconds(1))
            }
        }
        try charge(bytes: bytes)
    }

    /// Counts a refusal by a quota that is kept elsewhere.
    func noteQuota(_ error: any Error) {
        if error is QuotaError { meter.count(now: now()) }
    }

    /// The count of a minute's refusals by quota, once it is over.
    func quotaWords() -> AccessWords? {
        meter.flush(tenant: tenant, now: now())
    }

    /// Seconds that a device's entry waits for room.
    private static let patience: Int64 = 10

    /// Appends entries and folds them; on disk and in the history when this returns.
    ///
    /// Whoever appends for somebody else has charged for it.
    package func append(_ drafts: [LogDraft]) async throws -> [Appended] {
        let appended = try await log.append(drafts)
        for entry in appended where entry.index >= folded { arrived[entry.index] = entry.entry }
        if let last = appended.last { try await catchUp(to: last.index + 1) }
        project()
        return appended
    }

    /// Appends what only the controller says.
    ///
    /// What a person did is charged to their client before it is done.
    package func append(_ words: AccessWords) async throws {
        if words.person != nil { try charge(bytes: Self.wordsBytes) }
        _ = try await append([AssertedDraft.access(words)])
    }

    /// About what an entry of the controller's own takes.
    private static let wordsBytes = 512

    package func append(_ words: SystemWords) async throws {
        _ = try await append([AssertedDraft.system(words)])
    }

    /// Folds all leaves below a size, in order.
    ///
    /// Usually they have arrived with their appends; one whose answer was lost is read from the log.
    private func catchUp(to size: UInt64) async throws {
        var changes = HistoryChanges()
        while folded < size {
            if let entry = arrived.removeValue(forKey: folded) {
                fold(entry, &changes)
                continue
            }
            let start = folded
            let leaves = try await log.leaves(in: start..<size)
            guard !leaves.isEmpty else { break }
            for (offset, leaf) in leaves.enumerated() where start + UInt64(offset) == folded {
                arrived[folded] = nil
                do {
                    fold(try Entry(leaf: leaf), &changes)
                } catch {
                    noteUnreadable(folded)
                    folded += 1
                }
            }
        }
        if !changes.isEmpty { tell(changes) }
    }

    private func fold(_ entry: Entry, _ changes: inout HistoryChanges) {
        let index = folded
        history.apply(entry, index: index)
        keepToken(entry)
        changes.note(entry, history: history)
        if unprojected.count < Self.unprojectedLimit { unprojected[index] = entry }
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
        for device in changes.affected(live) { step(device, .changed) }
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
        var projected: UInt64 = 0
        do {
            repeat {
                // Whoever waits for an order has nothing of this: it comes after, and with what came meanwhile.
                try await Task.sleep(for: Self.projectionDelay)
                let entries = unprojected
                unprojected = [:]
                projected = try await parts.fleet.catchUp(tenant, from: log, known: entries)
            } while projected < folded
        } catch {
            parts.logger.warning("projection is behind", metadata: ["tenant": "\(tenant)", "error": "\(error)"])
        }
    }

    package func now() -> Timestamp { parts.clock() }
}
