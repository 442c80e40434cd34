import ExecutorCore
import Model
import Synchronization
import Trust
import Wire
import WireMessages

extension ExecutorService {
    /// Judges a delivery and starts what is admitted.
    ///
    /// *Admitted* is on disk before anything runs, a refusal's receipt before this returns.
    func judge(_ wire: WireDelivery) throws -> WireExecutorMessage {
        let parts = self.parts
        guard let delivery = try? DeliveryParts(wire) else {
            count(RefusalCode.malformed.rawValue)
            return try refused(wire.id, operation: "", .malformed)
        }
        return try state.withLock { state in
            let held = try gateState(state)
            let now = parts.now()
            let trust = state.trust
            let verdict = try parts.gate.judge(delivery, state: held, now: now) { id in
                try history(of: id, under: trust)
            }
            if case .admit(let admitted) = verdict.decision, !state.isClosing {
                return try admit(admitted, verdict, delivery: wire.id, at: now, in: &state)
            }
            if let checkpoint = verdict.advance { try advance(checkpoint, floor: verdict.floor) }
            if verdict.isConflict { count("conflicting-statement") }
            switch verdict.decision {
            case .admit(let admitted):
                return try refused(wire.id, operation: admitted.order.operation.text, .localStop)
            case .refuse(let code, let order):
                count(code.rawValue)
                guard let order else { return try refused(wire.id, operation: "", code) }
                do {
                    try writeRefusal(code, of: order, trust: state.trust)
                } catch ExecutorStoreError.spoolFull {
                    // The gate asks for any room; only the written receipt has a length.
                    return try refused(wire.id, operation: order.operation.text, .spoolFull)
                }
                return try refused(wire.id, operation: order.operation.text, code)
            case .fork(let evidence):
                return try refused(wire.id, operation: "", keep(.fork(evidence)))
            }
        }
    }

    /// Writes *admitted* with the checkpoint that proved it, in one transaction, and starts the run.
    private func admit(
        _ admitted: AdmittedOperation,
        _ verdict: GateVerdict,
        delivery: UInt64,
        at now: Timestamp,
        in state: inout State
    ) throws -> WireExecutorMessage {
        let stop = try parts.runner.makeStop()
        do {
            try parts.store.admit(
                Admission(
                    operation: admitted.order.operation,
                    statementSha256: admitted.order.statementSha256,
                    leafIndex: admitted.order.leafIndex,
                    rule: admitted.rule,
                    admitted: now,
                    floor: max(admitted.operation.issued, verdict.floor ?? admitted.operation.issued),
                    outputBytes: admitted.operation.limits.outputBytes,
                    context: AdmissionContext(checkpoint: admitted.order.checkpoint, root: admitted.root).encoded
                ),
                advance: verdict.advance
            )
        } catch ExecutorStoreError.spoolFull {
            if let checkpoint = verdict.advance { try advance(checkpoint, floor: verdict.floor) }
            return try refused(delivery, operation: admitted.order.operation.text, .spoolFull)
        }
        state.running[admitted.order.operation] = Run(admitted: admitted, stop: stop)
        start(admitted, at: now, stop: stop)
        var taken = WireDeliveryTaken()
        taken.delivery = delivery
        taken.state = .running
        // It runs: a status that cannot be read is no reason to deny that.
        if let status = try? status() { taken.status = status }
        return WireExecutorMessage(.taken(taken))
    }

    /// A final refusal: receipt and ledger in one transaction.
    private func writeRefusal(_ code: RefusalCode, of order: Order, trust: TrustState) throws {
        let outcome: Outcome
        var final: FinalCode?
        switch code.consequence {
        case .none: return
        case .refusedReceipt:
            outcome = .refused
            final = FinalCode(rawValue: code.rawValue)
        case .expiredReceipt: outcome = .expired
        case .cancelledReceipt: outcome = .cancelled
        }
        let decision = writer.refusal(
            final,
            outcome: outcome,
            of: order,
            root: trust.current.reference,
            after: try parts.store.chainEnd(),
            clock: parts.clock()
        )
        try parts.store.decide(decision)
        announce(decision)
    }

    func refused(_ delivery: UInt64, operation: String, _ code: RefusalCode) throws -> WireExecutorMessage {
        var refused = WireDeliveryRefused()
        refused.delivery = delivery
        refused.operation = operation
        refused.code = code.rawValue
        refused.status = try status()
        return WireExecutorMessage(.refused(refused))
    }

    /// Tells the agent of a receipt in the spool, with all that it would otherwise have to ask for at once.
    func announce(_ decision: Decision) {
        var page = WireSpoolPage()
        page.receipts = [decision.receipt.wire]
        for blob in decision.blobs {
            var name = WireBlobName()
            name.sha256 = blob.sha256.wire
            name.total = UInt64(blob.content.count)
            name.sequence = decision.receipt.sequence
            page.blobs.append(name)
            guard blob.content.count <= WireLimits.announcedBlob,
                let part = BlobPart(sha256: blob.sha256, offset: 0, total: name.total, content: blob.content)
            else { continue }
            page.contents.append(part.wire)
        }
        events(WireExecutorMessage(.spool(page)))
    }
}

extension SpooledReceipt {
    var wire: WireReceiptReport {
        var report = WireReceiptReport()
        report.sequence = sequence
        report.receipt = SignedText(statement: statement.bytes, signature: signature).wire
        return report
    }
}
