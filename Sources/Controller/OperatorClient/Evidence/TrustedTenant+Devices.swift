package import ControllerCore
import Model
package import SSHSIG
import TransparencyLog
package import Trust

extension TrustedTenant {
    /// What the controller adds to verified devices: connected, last seen, held.
    package struct Seen: Sendable {
        package let target: Target
        package let summary: DeviceSummary
    }

    /// Reads the list of devices, verifies what is new in it, and compares names with what was known.
    ///
    /// - Parameter acceptingMoves: names that may move to another device now.
    /// - Throws: `deviceMoved` for the first name that moved without being accepted.
    package func devices(acceptingMoves: [String] = []) async throws(ClientError) -> [Seen] {
        let list = try await api.devices(tenant)
        try await learn(list.devices)
        var moves: [KnownDevices.Move] = []
        try update { known throws(ClientError) in
            for name in acceptingMoves where !known.forget(name: name) {
                throw .targetUnknown(name)
            }
            moves = known.checkNames()
        }
        if let move = moves.first { throw .deviceMoved(name: move.name, from: move.from, to: move.to) }
        let targets = Dictionary(known.targets.map { ($0.id.text, $0) }, uniquingKeysWith: { first, _ in first })
        return list.devices.compactMap { summary in
            targets[summary.device].map { Seen(target: $0, summary: summary) }
        }.sorted { ($0.target.name, $0.target.id) < ($1.target.name, $1.target.id) }
    }

    /// The devices by what is known here, for showing names; asked for only where one of them isn't known.
    package func targets(showing devices: [String]) async throws(ClientError) -> [Target] {
        let isKnown = devices.allSatisfy { text in DeviceID(text).map { known[$0] != nil } ?? true }
        return isKnown ? known.targets : try await self.devices().map(\.target)
    }

    /// Verifies the enrolments and statements that aren't known yet.
    private func learn(_ summaries: [DeviceSummary]) async throws(ClientError) {
        var wanted: [UInt64] = []
        for summary in summaries {
            guard let id = DeviceID(summary.device) else { continue }
            let held = known[id]
            if held == nil { wanted.append(summary.enrolment) }
            if let held, held.statement != nil, summary.statement == nil {
                throw .deviceOlder(device: id, held: held.version, presented: 0)
            }
            if let statement = summary.statement, statement != held?.statement { wanted.append(statement) }
        }
        // Who may speak for a device depends on where the roots stand in the log: that is proven, too.
        let entries = try await leaves(wanted.isEmpty ? [] : wanted + rootLeaves)
        if !wanted.isEmpty { try proveRoots(entries) }
        try update { known throws(ClientError) in
            for summary in summaries {
                guard let id = DeviceID(summary.device) else { continue }
                if known[id] == nil {
                    guard let entry = entries[summary.enrolment], case .enrolment(let enrolment) = entry.statement,
                        enrolment.device == id, enrolment.tenant == self.tenant
                    else { throw .leafUnexpected(index: summary.enrolment, wanted: "the enrolment of \(id)") }
                    known.learn(enrolment, index: summary.enrolment)
                }
                guard let index = summary.statement, index != known[id]?.statement, let entry = entries[index] else {
                    continue
                }
                try known.learn(
                    self.row(of: id, in: entry, at: index, held: known[id]),
                    index: index
                )
            }
        }
    }

    /// Holds the roots against the leaves at which the controller said that they stand.
    private func proveRoots(_ entries: [UInt64: Entry]) throws(ClientError) {
        for (index, version) in zip(rootLeaves, chain.versions) {
            guard let entry = entries[index], entry.kind == .root, entry.statementText.sha256 == version.sha256 else {
                throw .leafUnexpected(index: index, wanted: "trust root \(version.root.version) of \(tenant)")
            }
        }
    }

    /// A device's row in a statement whose signers the client's rules let say so.
    ///
    /// The rules are those of the newest root below the leaf, not of the root that the statement names: whose right has
    /// ended can still name a root of before.
    private func row(
        of device: DeviceID,
        in entry: Entry,
        at index: UInt64,
        held: KnownDevices.Device?
    ) throws(ClientError) -> DeviceRow {
        guard case .device(let statement) = entry.statement, statement.tenant == tenant,
            let row = statement.devices.first(where: { $0.device == device })
        else { throw .leafUnexpected(index: index, wanted: "a statement on \(device)") }
        let trust = trust(below: index)
        let signers = entry.facts.map { SignerFact($0, under: trust.root) }
        if let code = refusal(of: statement, at: index, signers: signers, trust: trust, now: entry.at) {
            throw .leafRefused(
                index: index,
                reason: "its signers may not say this of \(device): \(code.rawValue)"
            )
        }
        let standing = held.flatMap { held in held.version > 0 ? Target(id: device, known: held).standing : nil }
        let verdict = DeviceRowPolicy.judge(
            row,
            held: standing,
            signatures: signers,
            witnesses: nil,
            trust: trust,
            now: entry.at,
            zones: zones
        )
        switch verdict {
        case .accepted, .known: return row
        case .refused(let code):
            throw .leafRefused(index: index, reason: "no rule lets its signers say this of \(device): \(code.rawValue)")
        case .conflicting:
            throw .leafRefused(
                index: index,
                reason: "it says of \(device) other things than version \(row.version) that was proven before"
            )
        case .outdated:
            throw .deviceOlder(device: device, held: held?.version ?? 0, presented: row.version)
        }
    }

    private func refusal(
        of statement: DeviceStatement,
        at index: UInt64,
        signers: [SignerFact],
        trust: TrustState,
        now: Timestamp
    ) -> RefusalCode? {
        let code = DeviceRowPolicy.refusal(of: statement, signatures: signers, trust: trust, now: now)
        // What stands below the first root that is pinned here names one that nobody here has seen.
        let isOfBefore = index < rootLeaves.first ?? 0
        return isOfBefore && code == .rootUnknown ? nil : code
    }

    /// Trust as it stood where a leaf was logged; by the first root held here for leaves below it.
    private func trust(below index: UInt64) -> TrustState {
        let count = max(1, rootLeaves.prefix { $0 < index }.count)
        let versions = chain.versions.prefix(count)
        guard let current = versions.last else { return trust }
        return TrustState(current: current, earlier: Array(versions.dropLast()))
    }

    /// The people behind the signatures of an entry, by the root that counts now or did before.
    package func people(behind facts: [SignatureFacts]) -> [String] {
        facts.map { fact in
            let key = KeyFingerprint(of: fact.key)
            for held in chain.versions.reversed() {
                if let person = TrustState(current: held).holder(of: key) { return person.id.text }
            }
            return key.text
        }
    }
}

extension Target {
    /// As the rules look at it.
    package var standing: DeviceStanding {
        DeviceStanding(state: state, version: version, name: name, groups: Set(groups))
    }
}
