package import Model
import SSHSIG
import TransparencyLog
package import Trust
package import Wire

/// Judges logged leaves other than operations, once, when they arrive, by the root held then.
///
/// Device statements, denials, cancels and statuses change what the gate answers from then on. Reviews belong to
/// emergencies, which this executor does not run: `unsupported`.
package struct EvidenceJudge: Sendable {
    package let zones: any TimeZoneSource

    package init(zones: any TimeZoneSource) {
        self.zones = zones
    }

    /// What one proven leaf says.
    package enum Finding: Sendable {
        case device(StoredDeviceStatement, floor: Timestamp)
        case denial(StoredEvidence, of: OperationID, floor: Timestamp?)
        case cancel(StoredEvidence, of: OperationID, floor: Timestamp?)
        case status(StoredEvidence, of: RootReference, floor: Timestamp)
        /// Says what is held already.
        case known
        case refused(RefusalCode)
    }

    /// The checkpoint that holds all leaves of one message.
    package func proof(_ parts: EvidenceParts, state: GateState, now: Timestamp) throws(OfferedCheckpoint.Fault)
        -> OfferedCheckpoint
    {
        let checkpoint = try OfferedCheckpoint(parts.proof, state: state, now: now)
        try checkpoint.prove(parts.leaves)
        return checkpoint
    }

    package func judge(_ leaf: LoggedLeaf, witnesses: WitnessFacts, state: GateState, now: Timestamp) -> Finding {
        guard let entry = try? Entry(leaf: leaf.leaf, zones: zones) else { return .refused(.statement) }
        let signers = entry.facts.map { SignerFact($0, under: state.root) }
        let evidence = StoredEvidence(leafIndex: leaf.index, leaf: leaf.leaf)
        switch entry.statement {
        case .device(let statement):
            return device(statement, evidence, signers, witnesses, state, now)
        case .denial(let denial):
            let word = Word(tenant: denial.tenant, issued: denial.issued, authority: Refutation.authority)
            return judge(word, evidence, signers, state, now) { .denial($0, of: denial.operation, floor: $1) }
        case .cancel(let cancel):
            // Who signed an operation may cancel it, which is known only when the operation comes: kept, judged again then.
            let word = Word(tenant: cancel.tenant, issued: cancel.issued, authority: Cancellation.authority)
            return judge(word, evidence, signers, state, now) { .cancel($0, of: cancel.operation, floor: $1) }
        case .status(let status):
            if let code = clock(witnesses, state, now) { return .refused(code) }
            if let code = StatusAuthority.refusal(of: status, signatures: signers, trust: state.trust, now: now) {
                return .refused(code)
            }
            return .status(evidence, of: status.root, floor: status.issued)
        default:
            return .refused(.unsupported)
        }
    }

    /// By a clock that was put back, keys past their date would count again.
    private func clock(_ witnesses: WitnessFacts, _ state: GateState, _ now: Timestamp) -> RefusalCode? {
        ClockFloor.refusal(now: now, floor: max(state.lowestTime, witnesses.newest ?? state.lowestTime))
    }

    /// What denials and cancels have in common: each stops work, and says by whom.
    private struct Word {
        let tenant: TenantID
        let issued: Timestamp
        let authority: (_ of: SignerFact, _ trust: TrustState, _ now: Timestamp) -> WordAuthority
    }

    /// A wrong clock keeps no word away, as it can only stop work; but keys count as at the floor, so that none past its date
    /// comes back.
    private func judge(
        _ word: Word,
        _ evidence: StoredEvidence,
        _ signers: [SignerFact],
        _ state: GateState,
        _ now: Timestamp,
        found: (StoredEvidence, Timestamp?) -> Finding
    ) -> Finding {
        guard word.tenant == state.root.tenant else { return .refused(.tenant) }
        let floor = state.lowestTime
        let time = ClockFloor.refusal(now: now, floor: floor) == nil ? now : floor
        guard let signer = signers.first else { return .refused(.signature) }
        if let code = OwnSignatures.refusal([signer], trust: state.trust, now: time) { return .refused(code) }
        let authority = word.authority(signer, state.trust, time)
        var evidence = evidence
        evidence.reach = Reach.text(authority)
        // One from the future would move the floor for good; the word itself counts all the same.
        let isCredible = authority != .none && !ValidityPeriod.isFromTheFuture(word.issued, now: time)
        return found(evidence, isCredible ? word.issued : nil)
    }

    /// The stored form of how far a word reaches: `role <person>`, `signer <person>` or `nobody`.
    package enum Reach {
        static func text(_ authority: WordAuthority) -> String {
            switch authority {
            case .byRole(let person): "role \(person.text)"
            case .ifSigner(let person): "signer \(person.text)"
            case .none: "nobody"
            }
        }

        /// - Returns: nil for anything that `text` did not write: then the word is judged by the current root.
        package static func authority(_ text: String) -> WordAuthority? {
            if text == "nobody" { return WordAuthority.none }
            let parts = text.split(separator: " ")
            guard parts.count == 2, let person = PersonID(String(parts[1])) else { return nil }
            return switch parts[0] {
            case "role": .byRole(person)
            case "signer": .ifSigner(person)
            default: nil
            }
        }
    }

    /// This device judges its own row; other rows are other devices' to judge, whose groups it does not know.
    private func device(
        _ statement: DeviceStatement,
        _ evidence: StoredEvidence,
        _ signers: [SignerFact],
        _ witnesses: WitnessFacts,
        _ state: GateState,
        _ now: Timestamp
    ) -> Finding {
        guard let row = statement.devices.first(where: { $0.device == state.device }) else { return .refused(.target) }
        if let held = state.standing, row.version < held.version { return .known }
        if let code = clock(witnesses, state, now) { return .refused(code) }
        if let code = DeviceRowPolicy.refusal(of: statement, signatures: signers, trust: state.trust, now: now) {
            return .refused(code)
        }
        let verdict = DeviceRowPolicy.judge(
            row,
            held: state.standing,
            signatures: signers,
            witnesses: witnesses,
            trust: state.trust,
            now: now,
            zones: zones
        )
        switch verdict {
        case .accepted:
            return .device(StoredDeviceStatement(version: row.version, evidence: evidence), floor: statement.issued)
        case .known, .outdated: return .known
        case .conflicting: return .refused(.replay)
        case .refused(let code): return .refused(code)
        }
    }
}
