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

    /// The proofs of all leaves in one message.
    package enum Proof: Sendable {
        case holds(advance: StoredCheckpoint, witnesses: WitnessFacts)
        case refused(RefusalCode)
        case fork(ForkEvidence)
    }

    /// What one proven leaf says.
    package enum Finding: Sendable {
        case device(StoredDeviceStatement, floor: Timestamp)
        case denial(StoredEvidence, of: OperationID)
        case cancel(StoredEvidence, of: OperationID)
        case status(StoredEvidence, of: RootReference, floor: Timestamp)
        /// Says what is held already.
        case known
        case refused(RefusalCode)
    }

    package func proof(_ parts: EvidenceParts, state: GateState, now: Timestamp) -> Proof {
        if state.fork != nil { return .refused(.fork) }
        guard let checkpoint = CheckpointRule.verified(parts.proof, log: state.root) else {
            return .refused(.checkpoint)
        }
        switch ConsistencyRule.judge(checkpoint, proof: parts.proof, stored: state.checkpoint) {
        case .consistent: break
        case .refused(let code): return .refused(code)
        case .fork(let other):
            return .fork(ForkEvidence(first: other.note, second: checkpoint.note, seen: now))
        }
        guard !parts.leaves.isEmpty, InclusionRule.holds(parts.leaves, in: checkpoint) else {
            return .refused(.inclusion)
        }
        return .holds(
            advance: StoredCheckpoint(checkpoint),
            witnesses: WitnessFacts(checkpoint)
        )
    }

    package func judge(_ leaf: LoggedLeaf, witnesses: WitnessFacts, state: GateState, now: Timestamp) -> Finding {
        guard let entry = try? Entry(leaf: leaf.leaf, zones: zones) else { return .refused(.statement) }
        let signers = entry.facts.map { SignerFact($0, under: state.root) }
        var evidence = StoredEvidence(leafIndex: leaf.index, leaf: leaf.leaf)
        switch entry.statement {
        case .device(let statement):
            return device(statement, evidence, signers, witnesses, state, now)
        case .denial(let denial):
            guard denial.tenant == state.root.tenant else { return .refused(.tenant) }
            if let code = signers.first.flatMap({ OwnSignatures.refusal([$0], trust: state.trust, now: now) }) {
                return .refused(code)
            }
            evidence.reach =
                signers.first.map { Reach.text(Refutation.authority(of: $0, trust: state.trust, now: now)) } ?? ""
            return .denial(evidence, of: denial.operation)
        case .cancel(let cancel):
            guard cancel.tenant == state.root.tenant else { return .refused(.tenant) }
            // Who signed an operation may cancel it, which is known only when the operation comes: kept, judged again then.
            if let code = signers.first.flatMap({ OwnSignatures.refusal([$0], trust: state.trust, now: now) }) {
                return .refused(code)
            }
            evidence.reach =
                signers.first.map { Reach.text(Cancellation.authority(of: $0, trust: state.trust, now: now)) } ?? ""
            return .cancel(evidence, of: cancel.operation)
        case .status(let status):
            if let code = StatusAuthority.refusal(of: status, signatures: signers, trust: state.trust, now: now) {
                return .refused(code)
            }
            return .status(evidence, of: status.root, floor: status.issued)
        default:
            return .refused(.unsupported)
        }
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
        // By a clock that was put back, keys past their date would count again.
        let floor = max(state.root.issued, state.floor ?? state.root.issued)
        if let code = ClockFloor.refusal(now: now, floor: floor) { return .refused(code) }
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
