import Model
import TransparencyLog
import Wire
import WireMessages

// What the executor answers and tells.
extension AgentSession {
    mutating func executor(_ message: WireExecutorMessage, now: Duration, _ actions: inout [AgentAction]) {
        guard message.id != 0 else {
            told(message, &actions)
            return
        }
        guard let purpose = executor.answered(message.id), let member = message.message else { return }
        if case .failure = member {
            failed(purpose, &actions)
            return
        }
        switch (purpose, member) {
        case (.delivery, .taken(let taken)):
            // The ledger has grown: the controller learns that from the status.
            guard taken.hasStatus else { return }
            guard take(taken.status, &actions) else { return }
            send(.status(status), &actions)
        case (.delivery(let id), .refused(var refused)):
            guard take(refused.status, &actions) else { return }
            refused.delivery = id
            send(.refused(refused), &actions)
        case (.evidence(let id), .judged(var judged)):
            guard take(judged.status, &actions) else { return }
            judged.id = id
            send(.judged(judged), &actions)
        case (.receiptProof(let sequence), .receiptJudged(let judged)):
            guard take(judged.status, &actions) else { return }
            if judged.code == "ok" { spool.proven(sequence) }
            send(.status(status), &actions)
        case (.spoolPage, .spool(let page)):
            spool.page(page)
        case (.blob, .blob(let chunk)):
            if let chunk = spool.chunk(chunk) { send(.blob(chunk), &actions) }
        case (.privilegedFacts, .privilegedFacts(let facts)):
            actions.append(.collectInventory(privileged: facts.facts))
        default:
            end(.executor("answer of another kind"), &actions)
        }
    }

    /// Takes an event: news of a run, or a new receipt.
    private mutating func told(_ message: WireExecutorMessage, _ actions: inout [AgentAction]) {
        switch message.message {
        case .progress(let progress):
            guard phase == .open else { return }
            // Output is comfort: under pressure it is dropped, and offsets show the hole.
            if progress.output.isEmpty {
                send(.progress(progress), &actions)
            } else {
                sendIfIdle(.progress(progress), &actions)
            }
        case .spool(let page):
            spool.announced(page)
        default:
            break
        }
    }

    /// A fault of the executor's machine: the controller gets an answer that makes it try again later.
    private mutating func failed(_ purpose: ExecutorQueue.Purpose, _ actions: inout [AgentAction]) {
        switch purpose {
        case .delivery(let id):
            var refused = WireDeliveryRefused()
            refused.delivery = id
            refused.code = "busy"
            refused.status = status
            send(.refused(refused), &actions)
        case .evidence(let id):
            var judged = WireEvidenceJudged()
            judged.id = id
            judged.status = status
            send(.judged(judged), &actions)
        case .receiptProof:
            send(.status(status), &actions)
        case .spoolPage:
            // Without a spool nothing of this session can be settled; the next connection begins anew.
            end(.executor("spool cannot be read"), &actions)
        case .blob:
            spool.skipBlob()
        case .privilegedFacts:
            actions.append(.collectInventory(privileged: [:]))
        }
    }

    /// Takes a newer status; the executor's identity never changes under a session.
    private mutating func take(_ newer: WireExecutorStatus, _ actions: inout [AgentAction]) -> Bool {
        guard newer.tenant == tenant.text, newer.device == device.text else {
            end(.executor("another identity"), &actions)
            return false
        }
        status = newer
        return true
    }
}
