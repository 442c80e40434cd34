import InventoryReport
import Model
import TransparencyLog

/// Decides which reports go to the controller: everything once, then what changed, nothing when nothing did.
struct InventoryRelay: Sendable {
    private(set) var memory: InventoryMemory
    private var random: any RandomNumberGenerator & Sendable
    /// The state that the controller holds; nil: unknown or none, so that the next report is full.
    private var base: SectionHashes?
    /// The report under way and what the controller holds once it has accepted it.
    private var pending: (sequence: UInt64, hashes: SectionHashes)?
    /// The collection that is being brought over, and when it was made.
    private var report: (report: Report, at: Timestamp)?
    /// Full reports that this collection was already asked for.
    private var fulls = 0
    /// Collections that came while a report had no answer.
    private var passedOver = 0
    private var nextLook: Duration?

    init(_ memory: InventoryMemory, random: any RandomNumberGenerator & Sendable) {
        self.memory = memory
        self.random = random
    }

    /// Learns from the controller's hello what it holds.
    mutating func opened(controllerHash: String) {
        base = memory.hashes.flatMap { $0.combined.hex == controllerHash ? $0 : nil }
        pending = nil
        report = nil
        nextLook = nil
    }

    /// Whether it is time to collect; says so once, at once after the hello, then about every quarter of an hour.
    mutating func collectionIsDue(now: Duration) -> Bool {
        if let nextLook, now < nextLook { return false }
        nextLook = now + AgentLimits.inventoryInterval * Double.random(in: AgentLimits.inventoryJitter, using: &random)
        return true
    }

    /// Takes a new collection; a report under way is finished first, and the next collection brings the difference.
    ///
    /// A report that had no answer by then is given up: nobody knows what the controller holds, so a full one follows.
    mutating func collected(_ collection: Report, at now: Timestamp) -> InventoryOrder? {
        if pending != nil {
            guard passedOver > 0 else {
                passedOver += 1
                return nil
            }
            pending = nil
            base = nil
        }
        passedOver = 0
        report = (collection, now)
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

    /// The next report of this collection; nil when the controller holds all of it, or the day's reports are made.
    private mutating func order() -> InventoryOrder? {
        guard let (report, now) = report, memory.sequence < InventoryMemory.largestSequence else { return nil }
        guard report.hashes != base, memory.schedule.hasRoom(at: now) else {
            self.report = nil
            return nil
        }
        if memory.schedule.wantsFull(at: now) { base = nil }
        let part = ReportPart.next(of: report, after: base)
        let delta = ReportDelta.make(from: base, to: part, sequence: memory.sequence + 1)
        var schedule = memory.schedule
        schedule.reported(isFull: delta.isFull, at: now, using: &random)
        memory = InventoryMemory(sequence: delta.sequence, hashes: part.hashes, schedule: schedule)
        pending = (delta.sequence, part.hashes)
        return InventoryOrder(delta: delta, memory: memory)
    }
}
