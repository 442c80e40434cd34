import ExecutorCore
import FoundationEssentials
import Model
import Synchronization
import TransparencyLog
import Trust
import Wire
import WireMessages

extension ExecutorService {
    /// Receipts on one page: each has at most 32 KiB of statement and a signature, and a frame holds 2 MiB.
    private static let pageLimit = 16

    func spoolPage(_ request: WireSpoolRequest) throws -> WireExecutorMessage {
        var page = WireSpoolPage()
        let receipts = try parts.store.spool(after: request.afterSequence, limit: Self.pageLimit, unprovenOnly: true)
        page.receipts = receipts.map(\.wire)
        page.blobs = try receipts.flatMap { try parts.store.blobNames(of: $0.sequence) }.map { name in
            var blob = WireBlobName()
            blob.sha256 = name.sha256.wire
            blob.total = name.bytes
            blob.sequence = name.sequence
            return blob
        }
        return WireExecutorMessage(.spool(page))
    }

    func blobChunk(_ request: WireBlobRequest) throws -> WireExecutorMessage {
        guard let digest = Digest(bytes: request.sha256),
            let blob = try parts.store.blob(digest, from: request.offset, limit: WireLimits.blobChunk)
        else { return .failure("blob-missing", "the spool holds no such blob") }
        guard request.offset <= blob.total else { return .failure("malformed", "offset past the end") }
        var chunk = WireBlobChunk()
        chunk.sha256 = request.sha256
        chunk.offset = request.offset
        chunk.total = blob.total
        chunk.content = .init(blob.content)
        return WireExecutorMessage(.blob(chunk))
    }

    /// Judges the proof that a receipt is in the log; when it holds, *proven* is on disk before this returns.
    func judge(_ wire: WireReceiptProof) throws -> WireExecutorMessage {
        try state.withLock { state in
            guard wire.hasProof, wire.hasReceipt, let proof = try? LogProof(wire.proof),
                let leaf = try? LoggedLeaf(wire.receipt)
            else { return try receiptJudged(wire.sequence, RefusalCode.malformed.rawValue) }
            guard let receipt = try parts.store.receipt(wire.sequence) else {
                return try receiptJudged(wire.sequence, "unknown")
            }
            let now = parts.now()
            let held = try gateState(state)
            let checkpoint: OfferedCheckpoint
            do throws(OfferedCheckpoint.Fault) {
                checkpoint = try ReceiptProofJudge.judge(proof, leaf, receipt: receipt, state: held, now: now)
            } catch {
                return try receiptJudged(wire.sequence, keep(error).rawValue)
            }
            try parts.store.prove(
                sequence: wire.sequence,
                at: max(now, held.lowestTime),
                advance: checkpoint.advance,
                floor: checkpoint.floor
            )
            return try receiptJudged(wire.sequence, "ok")
        }
    }

    private func receiptJudged(_ sequence: UInt64, _ code: String) throws -> WireExecutorMessage {
        var judged = WireReceiptProofJudged()
        judged.sequence = sequence
        judged.code = code
        judged.status = try status()
        return WireExecutorMessage(.receiptJudged(judged))
    }
}
