import FoundationEssentials
import TransparencyLog
import Wire
import WireMessages

/// Brings the executor's unproven receipts to the controller, in order, each after the blobs that it names.
///
/// Nothing is remembered here across connections: the executor's spool is the truth, and a receipt leaves it only when the
/// executor itself has judged a proof. A new session therefore sends exactly what is unproven.
struct SpoolRelay: Sendable {
    enum Step: Sendable {
        case askPage(after: UInt64)
        case askBlob(sha256: Digest, offset: UInt64)
        case sendBlob(WireBlobChunk)
        case send(WireReceiptReport)
    }

    /// A receipt on its way, with the blobs that go before it.
    private struct Item: Sendable {
        let report: WireReceiptReport
        let blobs: [Digest]
        /// Blobs that came whole with the receipt; not kept for a second attempt.
        var contents: [Digest: WireBlobChunk] = [:]
        var attempts = 0
    }

    /// The receipt whose blobs are being sent, and where.
    private struct Current: Sendable {
        var item: Item
        var blob = 0
        var offset: UInt64 = 0
        var isAsked = false
    }

    /// Every receipt up to this one was listed here or is proven.
    private var cursor: UInt64 = 0
    /// The newest receipt that the executor had spoken of when it was asked for the page.
    private var lastAtPage: UInt64 = 0
    private var wantsPage = true
    private var isPageAsked = false
    private var queue: [Item] = []
    private var current: Current?
    private var unproven: [UInt64: Item] = [:]
    private var delayed: [(at: Duration, item: Item)] = []

    /// Whether a proof for this receipt is expected.
    func awaitsProof(_ sequence: UInt64) -> Bool {
        unproven[sequence] != nil
    }

    /// Notes what was known when the page was asked for.
    mutating func asked(last: UInt64) {
        lastAtPage = last
    }

    /// Takes the news of a receipt that was just put into the spool.
    ///
    /// Where it is the next one and nothing waits before it, it goes at once. Otherwise the spool is asked, which tells what
    /// lies between; what waits for its turn stays there and not in our memory.
    mutating func announced(_ page: WireSpoolPage) {
        guard let sequence = page.receipts.first?.sequence, sequence > cursor else { return }
        guard page.receipts.count == 1, sequence == cursor &+ 1, queue.isEmpty, current == nil, !wantsPage,
            !isPageAsked
        else {
            wantsPage = true
            return
        }
        list(page)
    }

    /// Takes a page of the spool.
    mutating func page(_ page: WireSpoolPage) {
        isPageAsked = false
        if list(page) {
            wantsPage = true
        } else {
            // Nothing after the cursor is unproven: what the executor had by then is done with.
            cursor = max(cursor, lastAtPage)
        }
    }

    /// Puts receipts that are new here into the queue; false if there is none.
    @discardableResult
    private mutating func list(_ page: WireSpoolPage) -> Bool {
        let fresh = page.receipts.filter { $0.sequence > cursor }.sorted { $0.sequence < $1.sequence }
        for report in fresh where report.sequence > cursor {
            var item = Item(
                report: report,
                blobs: page.blobs.filter { $0.sequence == report.sequence }.compactMap { Digest(bytes: $0.sha256) }
            )
            for chunk in page.contents {
                guard let part = try? BlobPart(chunk), part.offset == 0, part.isLast else { continue }
                item.contents[part.sha256] = chunk
            }
            queue.append(item)
            cursor = report.sequence
        }
        return !fresh.isEmpty
    }

    /// Takes a chunk; returns it when it is the one that was asked for.
    mutating func chunk(_ wire: WireBlobChunk) -> WireBlobChunk? {
        guard var current, current.isAsked, current.blob < current.item.blobs.count else { return nil }
        current.isAsked = false
        guard let part = try? BlobPart(wire), part.sha256 == current.item.blobs[current.blob],
            part.offset == current.offset
        else {
            skipBlob()
            return nil
        }
        if part.isLast {
            current.blob += 1
            current.offset = 0
        } else {
            current.offset += UInt64(part.content.count)
        }
        self.current = current
        return part.wire
    }

    /// The spool does not hold the blob: the receipt goes without it, and the controller says whether that will do.
    mutating func skipBlob() {
        guard var current else { return }
        current.isAsked = false
        current.blob += 1
        current.offset = 0
        self.current = current
    }

    /// The executor holds the proof.
    mutating func proven(_ sequence: UInt64) {
        unproven[sequence] = nil
    }

    /// The controller said what keeps it from logging a receipt.
    ///
    /// A full disk may be mended at any time, and a receipt whose predecessor waits for that fits afterwards: both are tried
    /// again for as long as the session lasts, less and less often. Blobs are sent again a few times. The rest waits in the
    /// spool for the next connection or for people.
    mutating func problem(_ code: String, sequence: UInt64, now: Duration) {
        guard var item = unproven.removeValue(forKey: sequence) else { return }
        item.attempts += 1
        switch code {
        case "blob-missing":
            if item.attempts < AgentLimits.receiptAttempts { insert(item) }
        case "log", "chain":
            let doublings = min(item.attempts - 1, AgentLimits.receiptPauseDoublings)
            delayed.append((now + AgentLimits.receiptPause * (1 << doublings), item))
        default: break
        }
    }

    /// Brings back what has waited long enough.
    mutating func tick(now: Duration) {
        let due = delayed.filter { $0.at <= now }
        delayed.removeAll { $0.at <= now }
        for (_, item) in due { insert(item) }
    }

    /// What to do next; nil until something else happens.
    ///
    /// - Parameter hasRoom: whether the way to the controller takes another large message.
    mutating func next(hasRoom: Bool) -> Step? {
        if queue.isEmpty, current == nil, wantsPage, !isPageAsked {
            wantsPage = false
            isPageAsked = true
            return .askPage(after: cursor)
        }
        guard hasRoom else { return nil }
        // What waits for the controller's log counts too: the rest stays in the executor's spool, not in our memory.
        if current == nil, !queue.isEmpty, unproven.count + delayed.count < AgentLimits.receiptWindow {
            current = Current(item: queue.removeFirst())
        }
        guard var current, !current.isAsked else { return nil }
        if current.blob < current.item.blobs.count {
            let sha256 = current.item.blobs[current.blob]
            if let chunk = current.item.contents.removeValue(forKey: sha256) {
                current.blob += 1
                self.current = current
                return .sendBlob(chunk)
            }
            current.isAsked = true
            self.current = current
            return .askBlob(sha256: sha256, offset: current.offset)
        }
        self.current = nil
        unproven[current.item.report.sequence] = current.item
        return .send(current.item.report)
    }

    private mutating func insert(_ item: Item) {
        let place = queue.firstIndex { $0.report.sequence > item.report.sequence } ?? queue.endIndex
        queue.insert(item, at: place)
    }
}
