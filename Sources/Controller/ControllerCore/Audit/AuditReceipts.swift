import Model
import SSHSIG
import TransparencyLog
import Trust

/// Judges runs as their devices did: at `admitted`, under the receipt's root, with the leaves below its checkpoint.
struct AuditReceipts {
    typealias Fault = (word: AuditWord, detail: String)

    /// What a receipt comes to.
    struct Judged {
        var faults: [Fault] = []
        /// A run that no witness can vouch for.
        var withoutWitness = false
        var isRun = false
    }

    private let zones: any TimeZoneSource
    private var trusts = AuditTrust()
    /// Notes that verified, since the devices of one order carry the same.
    private var notes: [NoteKey: VerifiedCheckpoint] = [:]
    /// Emergencies that each device has admitted so far.
    private var emergencies: [DeviceID: [Emergency]] = [:]
    /// By leaf: the people whose review counted when it came.
    private var reviewers: [UInt64: Set<PersonID>] = [:]

    private static let noteLimit = 4_096

    private struct NoteKey: Hashable, Sendable {
        let note: String
        let root: RootReference
    }

    private struct Emergency {
        let operation: OperationID
        let people: Set<PersonID>
        let admitted: Timestamp
        let reviewSeconds: Int64
    }

    init(zones: any TimeZoneSource) {
        self.zones = zones
    }

    /// Judges a receipt at its place in the log; the history holds all leaves above it.
    ///
    /// - Parameter unread: leaves that are no valid entries, by index.
    mutating func judge(
        _ receipt: Receipt,
        index: UInt64,
        history: TenantHistory,
        tree: MerkleTree,
        unread: Set<UInt64>
    ) -> Judged {
        var judged = Judged()
        guard let operation = history.operations[receipt.operation] else {
            // A device refuses what it can't read, and so do we: then only the place can be compared.
            if receipt.admitted == nil, unread.contains(receipt.leafIndex) {
                judged.faults.append((.unproven, "its operation can't be read"))
            } else {
                judged.faults.append((.leafIndex, "no operation \(receipt.operation) stands above"))
            }
            return judged
        }
        guard operation.order.index == receipt.leafIndex, operation.order.sha256 == receipt.statementSha256 else {
            judged.faults.append((.leafIndex, "operation \(receipt.operation) is leaf \(operation.order.index)"))
            return judged
        }
        guard let admitted = receipt.admitted else { return judged }
        judged.isRun = true
        guard operation.devices != nil else {
            judged.faults.append((.unproven, "its targets are a list outside the log"))
            return judged
        }
        guard operation.names(receipt.device) else {
            judged.faults.append((.target, receipt.device.text))
            return judged
        }
        guard let place = history.place(of: receipt.root) else {
            judged.faults.append((.rootUnknown, "version \(receipt.root.version)"))
            return judged
        }
        let checkpoint: VerifiedCheckpoint
        switch verify(receipt, root: history.roots[place].held.root) {
        case .success(let verified): checkpoint = verified
        case .failure(let error):
            judged.faults.append((.receiptCheckpoint, error.code))
            return judged
        }
        let size = checkpoint.checkpoint.size
        guard size <= index, let root = try? tree.root(size: size), root == checkpoint.checkpoint.root else {
            judged.faults.append((.fork, "size \(size)"))
            return judged
        }
        guard receipt.leafIndex < size else {
            judged.faults.append((.inclusion, "leaf \(receipt.leafIndex), checkpoint size \(size)"))
            return judged
        }
        admit(receipt, operation, checkpoint, admitted: admitted, history: history, &judged)
        return judged
    }

    /// Verifies the notes of receipts that are about to be judged, on all cores.
    mutating func prepare(_ receipts: [Receipt], history: TenantHistory) {
        var keys: Set<NoteKey> = []
        for receipt in receipts where receipt.admitted != nil {
            keys.insert(NoteKey(note: receipt.checkpoint, root: receipt.root))
        }
        let work = keys.compactMap { key -> (key: NoteKey, root: TrustRoot)? in
            guard notes[key] == nil, let place = history.place(of: key.root) else { return nil }
            return (key, history.roots[place].held.root)
        }
        if notes.count > Self.noteLimit { notes = [:] }
        let results = Parallel.map(work) { try? Self.verify($0.key.note, root: $0.root) }
        for (item, verified) in zip(work, results) { notes[item.key] = verified }
    }

    private static func verify(_ note: String, root: TrustRoot) throws(NoteError) -> VerifiedCheckpoint {
        try VerifiedCheckpoint.verify(
            note: note,
            origin: root.log.origin,
            logKey: root.log.key,
            witnesses: root.witnesses.list.map(\.key)
        )
    }

    private func verify(_ receipt: Receipt, root: TrustRoot) -> Result<VerifiedCheckpoint, NoteError> {
        if let verified = notes[NoteKey(note: receipt.checkpoint, root: receipt.root)] { return .success(verified) }
        do throws(NoteError) {
            return .success(try Self.verify(receipt.checkpoint, root: root))
        } catch {
            return .failure(error)
        }
    }

    private mutating func admit(
        _ receipt: Receipt,
        _ operation: LoggedOperation,
        _ checkpoint: VerifiedCheckpoint,
        admitted: Timestamp,
        history: TenantHistory,
        _ judged: inout Judged
    ) {
        let size = checkpoint.checkpoint.size
        guard let trust = trusts.state(receipt.root, below: size, in: history) else {
            judged.faults.append((.rootUnknown, "version \(receipt.root.version)"))
            return
        }
        let words = history.words(on: operation.id)
        let witnesses = WitnessFacts(checkpoint)
        let signatures = operation.order.facts.map { SignerFact($0, under: trust.root) }
        let facts = AdmissionFacts(
            trust: trust,
            device: receipt.device,
            standing: history.devices[receipt.device]?.row(below: size).map { DeviceStanding($0.row) },
            now: admitted,
            floor: nil,
            operation: operation.facts(for: receipt.device),
            signatures: signatures,
            approvals: words.approvalFacts(below: size, under: trust.root),
            cancels: words.cancelFacts(below: size, under: trust.root),
            denials: words.denialFacts(below: size, under: trust.root),
            witnesses: witnesses,
            recorded: nil,
            running: [],
            emergencies: earlierEmergencies(of: receipt.device, history: history, below: size),
            predecessor: predecessor(of: operation, on: receipt.device, history: history),
            zones: zones
        )
        switch AdmissionPolicy.judge(facts) {
        case .admitted(let rule):
            if rule != receipt.rule { judged.faults.append((.rule, "rule \(rule) decides")) }
        case .refused(.denied): judged.faults.append((.runAfterDenial, "the denial stands below size \(size)"))
        case .refused(.cancelled): judged.faults.append((.runAfterCancel, "the cancel stands below size \(size)"))
        case .refused(let code): judged.faults.append((.admission, code.rawValue))
        }
        let late = LateWords(of: operation, words, from: size, admitted: admitted)
        if late.hasDenial { judged.faults.append((.runAfterDenial, "the device was not shown it")) }
        let requesters = OperationSigners.requesters(signatures, trust: trust)
        if late.hasCancel(for: receipt.device, requesters: requesters) {
            judged.faults.append((.cancelUnseen, "the device was not shown it"))
        }
        judged.withoutWitness = witnesses.count == 0
        if operation.operation.emergency, let reviewSeconds = facts.choice.rule?.reviewSeconds {
            emergencies[receipt.device, default: []].append(
                Emergency(
                    operation: operation.id,
                    people: requesters,
                    admitted: admitted,
                    reviewSeconds: reviewSeconds
                )
            )
        }
    }

    /// Judges a review once, when it comes: any people of the root then may review.
    mutating func noteReview(_ review: Review, _ entry: Entry, index: UInt64, trust: TrustState) {
        reviewers[index] = ReviewAuthority.reviewers(
            of: (review.operation, review.statementSha256),
            signedBy: [],
            review: review,
            signatures: entry.facts.map { SignerFact($0, under: trust.root) },
            trust: trust,
            now: entry.at
        )
    }

    private func earlierEmergencies(
        of device: DeviceID,
        history: TenantHistory,
        below size: UInt64
    ) -> [EmergencyFact] {
        (emergencies[device] ?? []).map { emergency in
            let sha256 = history.operations[emergency.operation]?.order.sha256
            let reviews = history.words(on: emergency.operation).reviews.filter { review in
                review.index < size && review.content.statementSha256 == sha256
            }
            return EmergencyFact(
                people: emergency.people,
                admitted: emergency.admitted,
                reviewSeconds: emergency.reviewSeconds,
                reviewedBy: Set(reviews.flatMap { reviewers[$0.index] ?? [] })
            )
        }
    }

    private func predecessor(
        of operation: LoggedOperation,
        on device: DeviceID,
        history: TenantHistory
    ) -> PredecessorFact {
        guard let after = operation.operation.after else { return .none }
        guard let receipt = history.operations[after]?.receipts[device] else { return .pending }
        return receipt.outcome == .succeeded ? .succeeded : .ended
    }
}
