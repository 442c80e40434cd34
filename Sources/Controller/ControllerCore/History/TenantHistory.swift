package import Model
import TransparencyLog
package import Trust

/// What a tenant's log says, folded entry by entry: the one place that controller, command line and auditor judge from.
///
/// It believes nothing that is not signed by those who may: a root that does not follow, a device statement whose rule
/// is not met, or a status by somebody else's key stays without effect, although its leaf stands in the log. A value:
/// a copy is a snapshot.
package struct TenantHistory: Sendable {
    package let tenant: TenantID
    /// How many entries were taken in.
    package private(set) var size: UInt64 = 0
    /// The time of the last entry.
    package private(set) var latest: Timestamp?
    /// Versions in order, each the successor of the one before.
    package private(set) var roots: [LoggedRoot] = []
    /// Statuses by people who may narrow the root that was current.
    package private(set) var statuses: [Logged<Status>] = []
    package private(set) var devices: [DeviceID: LoggedDevice] = [:]
    package private(set) var operations: [OperationID: LoggedOperation] = [:]
    package private(set) var words: [OperationID: OperationWords] = [:]
    /// The current root with what narrows it; nil before the first root.
    package private(set) var trust: TrustState?

    /// By device: orders without its receipt, in log order.
    ///
    /// Orders that were denied stay here.
    package private(set) var open: [DeviceID: [OperationID]] = [:]

    private let zones: any TimeZoneSource

    var timeZones: any TimeZoneSource { zones }

    package init(tenant: TenantID, zones: any TimeZoneSource) {
        self.tenant = tenant
        self.zones = zones
    }

    /// Passes over a leaf that can't be read, or that changes nothing but the time.
    mutating func skip(at time: Timestamp? = nil) {
        size += 1
        latest = time ?? latest
    }

    /// What became of an entry.
    package enum Effect: Hashable, Sendable {
        case taken
        /// It stands in the log and changes nothing, for this reason: a gate code or a reader's word.
        case without(String)
    }

    /// Takes the next entry in; the caller has judged its place by `LogSequence`.
    @discardableResult
    package mutating func apply(_ entry: Entry, index: UInt64) -> Effect {
        size = index + 1
        latest = entry.at
        switch entry.statement {
        case .root(let root): return apply(root, entry, index)
        case .status(let status): return apply(status, entry, index)
        case .enrolment(let enrolment): return apply(enrolment, entry, index)
        case .device(let statement): return apply(statement, entry, index)
        case .operation(let operation): return apply(operation, entry, index)
        case .receipt(let receipt): return apply(receipt, at: entry.at, entry.statementText.sha256, index)
        case .approval, .denial, .cancel, .review: say(entry, index)
        case .inventory(let content): devices[content.device]?.inventory = .init(content, entry, index: index)
        default: break
        }
        return .taken
    }

    /// Takes in a device's word as it stands in one's own log.
    mutating func apply(_ read: UnverifiedEntry, index: UInt64) {
        size = index + 1
        latest = read.at
        let sha256 = read.statementText.sha256
        switch read.statement {
        case .receipt(let receipt): apply(receipt, at: read.at, sha256, index)
        case .inventory(let content):
            devices[content.device]?.inventory = Logged(content, sha256: sha256, index: index, at: read.at, facts: [])
        default: break
        }
    }

    /// Words about an operation are kept whoever says them; whose count is judged where it matters.
    private mutating func say(_ entry: Entry, _ index: UInt64) {
        switch entry.statement {
        case .approval(let content):
            words[content.operation, default: .init()].approvals.append(Logged(content, entry, index: index))
        case .denial(let content):
            let reach = signers(of: entry).map { signer, trust in
                Refutation.authority(of: signer, trust: trust, now: entry.at)
            }
            words[content.operation, default: .init()].deny(Logged(content, entry, index: index), reach: reach)
        case .cancel(let content):
            let reach = signers(of: entry).map { signer, trust in
                Cancellation.authority(of: signer, trust: trust, now: entry.at)
            }
            words[content.operation, default: .init()].cancel(Logged(content, entry, index: index), reach: reach)
        case .review(let content):
            words[content.operation, default: .init()].reviews.append(Logged(content, entry, index: index))
        default:
            break
        }
    }

    private func signers(of entry: Entry) -> [(SignerFact, TrustState)] {
        guard let trust else { return [] }
        return entry.facts.map { (SignerFact($0, under: trust.root), trust) }
    }

    private mutating func apply(_ root: TrustRoot, _ entry: Entry, _ index: UInt64) -> Effect {
        let signatures = RootSignatures.armored(in: entry.leaf)
        do throws(Refusal) {
            let held =
                if let current = roots.last {
                    try RootUpdate.judge(
                        entry.statementText,
                        signatures: signatures,
                        following: current.held,
                        zones: zones
                    )
                } else {
                    try RootUpdate.judgeFirst(entry.statementText, signatures: signatures, zones: zones)
                }
            roots.append(LoggedRoot(held, index: index, at: entry.at))
            refreshTrust()
            return .taken
        } catch {
            return .without(error.reason.rawValue)
        }
    }

    private mutating func apply(_ status: Status, _ entry: Entry, _ index: UInt64) -> Effect {
        guard let trust else { return .without(RefusalCode.rootUnknown.rawValue) }
        if let code = StatusAuthority.refusal(
            of: status,
            signatures: entry.facts.map { SignerFact($0, under: trust.root) },
            trust: trust,
            now: entry.at
        ) {
            return .without(code.rawValue)
        }
        statuses.append(Logged(status, entry, index: index))
        refreshTrust()
        return .taken
    }

    private mutating func apply(_ enrolment: Enrolment, _ entry: Entry, _ index: UInt64) -> Effect {
        guard devices[enrolment.device] == nil else { return .without(Reason.duplicate.rawValue) }
        devices[enrolment.device] = LoggedDevice(Logged(enrolment, entry, index: index))
        return .taken
    }

    private mutating func apply(_ statement: DeviceStatement, _ entry: Entry, _ index: UInt64) -> Effect {
        if let refusal = DeviceStatementJudge.refusal(
            statement,
            facts: entry.facts,
            history: self,
            now: entry.at,
            zones: zones
        ) {
            return .without(refusal.code)
        }
        for row in statement.devices { devices[row.device]?.add(row, index: index, sha256: entry.statementText.sha256) }
        return .taken
    }

    private mutating func apply(_ operation: Operation, _ entry: Entry, _ index: UInt64) -> Effect {
        guard operations[operation.id] == nil else { return .without(RefusalCode.replay.rawValue) }
        let logged = LoggedOperation(Logged(operation, entry, index: index))
        operations[operation.id] = logged
        for device in logged.devices ?? [] { open[device, default: []].append(operation.id) }
        return .taken
    }

    @discardableResult
    private mutating func apply(_ receipt: Receipt, at time: Timestamp, _ sha256: Digest, _ index: UInt64) -> Effect {
        devices[receipt.device]?.add(.init(operation: receipt.operation, sha256: sha256, index: index))
        guard operations[receipt.operation]?.receipts[receipt.device] == nil else {
            return .without(Reason.duplicate.rawValue)
        }
        operations[receipt.operation]?.receipts[receipt.device] = LoggedReceipt(
            receipt,
            at: time,
            sha256: sha256,
            index: index
        )
        open[receipt.device]?.removeAll { $0 == receipt.operation }
        return .taken
    }

    private mutating func refreshTrust() {
        guard let current = roots.last else { return }
        trust = TrustState(
            current: current.held,
            earlier: roots.dropLast().map(\.held),
            statuses: statuses.map(\.content)
        )
    }
}

extension TenantHistory {
    /// The current root.
    package var root: TrustRoot? { roots.last?.held.root }

    /// The trust that a holder of this root had, who had seen the leaves below a size; nil for a root not in the log.
    package func trust(of reference: RootReference, below size: UInt64) -> TrustState? {
        guard let place = roots.firstIndex(where: { $0.held.reference == reference }) else { return nil }
        return TrustState(
            current: roots[place].held,
            earlier: roots[..<place].map(\.held),
            statuses: statuses.prefix { $0.index < size }.map(\.content)
        )
    }

    /// Whose key this is, in the newest root that names it.
    package func holder(of key: KeyFingerprint) -> PersonID? {
        if let person = trust?.holder(of: key) { return person.id }
        for root in roots.dropLast().reversed() {
            let person = root.held.root.people.first { $0.keys.contains { KeyFingerprint(of: $0.key) == key } }
            if let person { return person.id }
        }
        return nil
    }

    /// Where a root stands among the versions.
    package func place(of reference: RootReference) -> Int? {
        roots.firstIndex { $0.held.reference == reference }
    }

    /// How many statuses stand below a size.
    package func statusCount(below size: UInt64) -> Int {
        statuses.prefix { $0.index < size }.count
    }

    /// Everything people said about an operation.
    package func words(on operation: OperationID) -> OperationWords {
        words[operation] ?? OperationWords()
    }
}
