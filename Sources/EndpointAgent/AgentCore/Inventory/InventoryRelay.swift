import InventoryReport
import TransparencyLog

/// Decides which reports go to the controller: everything once, then what changed, nothing when nothing did.
struct InventoryRelay: Sendable {
    private(set) var memory: InventoryMemory
    /// The state that the controller holds; nil: unknown or none, so that the next report is full.
    private var base: SectionHashes?
    /// The report under way and what the controller holds once it has accepted it.
    private var pending: (sequence: UInt64, hashes: SectionHashes)?
    /// The collection that is being brought over.
    private var report: Report?
    /// Full reports that this collection was already asked for.
    private var fulls = 0
    private var lastCollected: Duration?

    init(_ memory: InventoryMemory) {
        self.memory = memory
    }

    /// Learns from the controller's hello what it holds.
    mutating func opened(controllerHash: String) {
        base = memory.hashes.flatMap { $0.combined.hex == controllerHash ? $0 : nil }
        pending = nil
        report = nil
        lastCollected = nil
    }

    /// Whether it is time to collect; says so once.
    mutating func collectionIsDue(now: Duration) -> Bool {
        if let lastCollected, now - lastCollected < AgentLimits.inventoryInterval { return false }
        lastCollected = now
        return true
    }

    /// Takes a new collection; a report under way is finished first, and the next collection brings the difference.
    mutating func collected(_ report: Report) -> InventoryOrder? {
        guard pending == nil else { return nil }
        self.report = report
        fulls = 0
        return order()
    }

    /// Whether this report may still be sent.
    func awaits(_ sequence: UInt64) -> Bool {
        pending?.sequence == sequence
    }

    /// The report could not be made.
    mutating func failed() {
        pending = nil
        report = nil
    }

    /// Takes the controller's answer; what does not concern the report under way is ignored.
    mutating func answered(sequence: UInt64, accepted: Bool, problem: String) -> InventoryOrder? {
        guard let pending, pending.sequence == sequence else { return nil }
        self.pending = nil
        if accepted {
            base = pending.hashes
            return order()
        }
        guard problem == "need-full", fulls < 2 else {
            report = nil
            return nil
        }
        fulls += 1
        base = nil
        return order()
    }

    /// The next report of this collection, nil when the controller holds all of it.
    private mutating func order() -> InventoryOrder? {
        guard let report, memory.sequence < InventoryMemory.largestSequence else { return nil }
        let part = ReportPart.next(of: report, after: base)
        let delta = ReportDelta.make(from: base, to: part, sequence: memory.sequence + 1)
        guard !delta.isUnchanged else {
            self.report = nil
            return nil
        }
        memory = InventoryMemory(sequence: delta.sequence, hashes: part.hashes)
        pending = (delta.sequence, part.hashes)
        return InventoryOrder(delta: delta, memory: memory)
    }
}
