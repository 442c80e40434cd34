import Model
import SSHSIG
import TransparencyLog
import Trust

// One entry against all above it.
extension AuditVerifier {
    mutating func take(_ entry: Entry, index: UInt64) {
        tally.check(entry)
        tally.note(.time, "")
        // A wrong time says nothing against the rest of the entry; another client's entry says nothing here at all.
        if !sequence.advance(to: entry.at) { tally.note(.timeOrder, index: index, "") }
        guard entry.statement.tenant == history.tenant else {
            tally.note(.tenant, index: index, "")
            return
        }
        guard isInPlace(entry, index: index) else { return }
        judge(entry, index: index)
        guard case .without(let reason) = history.apply(entry, index: index) else { return }
        switch entry.kind {
        case .root: tally.note(.rootChain, index: index, reason)
        case .status: tally.note(.statusIgnored, index: index, reason)
        case .device: tally.note(.deviceStatement, index: index, reason)
        case .operation: tally.note(.operationID, index: index, reason)
        // A second enrolment or receipt was noted by its place.
        default: break
        }
    }

    /// Notes what is wrong with an entry's place; false if it counts for nothing.
    private mutating func isInPlace(_ entry: Entry, index: UInt64) -> Bool {
        switch entry.statement {
        case .enrolment(let enrolment):
            guard sequence.enrol(enrolment) else {
                tally.note(.enrolment, index: index, "")
                return false
            }
            let isKnown = history.roots.contains { $0.held.sha256 == enrolment.rootSha256 }
            if !isKnown, !history.roots.isEmpty { tally.note(.enrolmentRoot, index: index, "") }
        case .inventory(let inventory):
            guard sequence.isByAgent(inventory, entry) else {
                tally.note(.inventorySigner, index: index, "")
                return false
            }
        case .receipt(let receipt):
            if let fault = sequence.chain(receipt, sha256: entry.statementText.sha256) {
                tally.note(.receiptChain, index: index, fault.rawValue)
                return fault != .duplicate
            }
        default: break
        }
        return true
    }

    private mutating func judge(_ entry: Entry, index: UInt64) {
        switch entry.statement {
        case .receipt(let receipt): judge(receipt, index: index)
        case .operation(let operation): judge(operation, entry, index: index)
        case .item, .release: judgePublication(entry, index: index)
        case .access: tally.note(.access, "")
        case .install: tally.note(.install, "")
        case .system: tally.note(.system, "")
        case .approval, .denial, .cancel, .review, .note:
            if let code = standing(entry) {
                tally.note(.signerNotCounted, index: index, "\(entry.kind.rawValue): \(code)")
            }
            if case .review(let review) = entry.statement, let trust = history.trust {
                receipts.noteReview(review, entry, index: index, trust: trust)
            }
        default: break
        }
    }

    private mutating func judge(_ receipt: Receipt, index: UInt64) {
        let judged = receipts.judge(receipt, index: index, history: history, tree: tree, unread: unread)
        for fault in judged.faults { tally.note(fault.word, index: index, fault.detail) }
        guard judged.isRun else { return }
        tally.check("runs")
        ran.insert(receipt.operation)
        if judged.withoutWitness { tally.note(.noWitness, index: index, "") }
    }

    private mutating func judge(_ operation: Operation, _ entry: Entry, index: UInt64) {
        guard let code = standing(entry), history.operations[operation.id] == nil else { return }
        refusedOrders[operation.id] = (index, code)
    }

    /// Items and releases are judged where they stand, like device statements: nothing later vouches for them.
    private mutating func judgePublication(_ entry: Entry, index: UInt64) {
        guard let trust = history.trust else {
            tally.note(.publication, index: index, RefusalCode.rootUnknown.rawValue)
            return
        }
        let signatures = entry.facts.map { SignerFact($0, under: trust.root) }
        let verdict: LeafPolicy.Verdict? =
            switch entry.statement {
            case .item(let item):
                PublicationPolicy.judge(
                    item,
                    signatures: signatures,
                    witnesses: nil,
                    trust: trust,
                    now: entry.at,
                    zones: zones
                )
            case .release(let release):
                PublicationPolicy.judge(
                    release,
                    signatures: signatures,
                    witnesses: nil,
                    trust: trust,
                    now: entry.at,
                    zones: zones
                )
            default: nil
            }
        if case .refused(let code) = verdict { tally.note(.publication, index: index, code.rawValue) }
    }

    /// Why the signatures of an entry don't count at its time under the root above it.
    private func standing(_ entry: Entry) -> RefusalCode? {
        guard let trust = history.trust else { return .rootUnknown }
        return OwnSignatures.refusal(entry.facts.map { SignerFact($0, under: trust.root) }, trust: trust, now: entry.at)
    }
}
