import ControllerCore
package import Model
import SSHSIG
package import TransparencyLog
package import Trust

/// One client as this person's command line knows it: pinned roots, the newest proven checkpoint, verified devices.
///
/// Every answer of the controller that matters passes through here and is verified, not believed.
package final class TrustedTenant {
    /// The most leaves of one question; answers stay small.
    static let batch = 200

    package let tenant: TenantID
    let api: any TenantSource
    let home: ClientHome
    let zones: any TimeZoneSource
    private let notice: (Localized) -> Void
    private var pinned: PinnedRoots
    package private(set) var chain: RootChain
    private var checkpoint: VerifiedCheckpoint?
    package private(set) var known: KnownDevices
    /// Entries proven in this run.
    private var proven: [UInt64: Entry] = [:]

    private init(
        tenant: TenantID,
        api: any TenantSource,
        home: ClientHome,
        zones: any TimeZoneSource,
        pinned: PinnedRoots,
        chain: RootChain,
        known: KnownDevices,
        notice: @escaping (Localized) -> Void
    ) {
        self.tenant = tenant
        self.api = api
        self.home = home
        self.zones = zones
        self.pinned = pinned
        self.chain = chain
        self.known = known
        self.notice = notice
    }

    package var root: TrustRoot { chain.current.root }
    package var trust: TrustState { TrustState(current: chain.current, earlier: chain.earlier) }

    /// The current root with its signatures, as stored.
    package var currentVersion: PinnedRoots.Version? { pinned.versions.last }

    /// The leaves at which the held roots are said to stand.
    var rootLeaves: [UInt64] { pinned.versions.map(\.index) }

    /// Opens a tenant: reads what is pinned and takes over newer roots; without a pin the controller's root is pinned.
    ///
    /// - Parameters:
    ///   - expected: the digest that a person got on another way; the current root has to have it.
    ///   - asksForRoot: false takes the pinned root as it is, where there is one. Each question is an entry in the client's
    ///     log, so those who only read ask again after a while.
    package static func open(
        _ tenant: TenantID,
        api: any TenantSource,
        home: ClientHome,
        zones: any TimeZoneSource,
        expected: Digest? = nil,
        asksForRoot: Bool = true,
        notice: @escaping (Localized) -> Void
    ) async throws(ClientError) -> TrustedTenant {
        let path = "\(home.path)/\(PinnedRoots.file(tenant))"
        let known = try home.readJSON(KnownDevices.self, from: KnownDevices.file(tenant)) ?? KnownDevices()
        let stored = try home.readJSON(PinnedRoots.self, from: PinnedRoots.file(tenant))
        if let stored, !asksForRoot, expected == nil {
            return TrustedTenant(
                tenant: tenant,
                api: api,
                home: home,
                zones: zones,
                pinned: stored,
                chain: try chain(of: stored, at: path, zones: zones),
                known: known,
                notice: notice
            )
        }
        let answer = try await api.root(tenant)
        let offered = PinnedRoots.Version(root: answer.root, signatures: answer.signatures, index: answer.index)
        if let expected {
            let digest = StatementText(offered.root).sha256
            guard digest == expected else {
                throw .rootDigest(tenant: tenant, expected: expected, presented: digest)
            }
        }
        let pinned: PinnedRoots
        if let stored {
            pinned = stored
        } else {
            pinned = PinnedRoots(first: offered)
            try judgeFirst(offered, tenant: tenant, zones: zones)
            try home.writeJSON(pinned, to: PinnedRoots.file(tenant))
        }
        let chain = try chain(of: pinned, at: path, zones: zones)
        let opened = TrustedTenant(
            tenant: tenant,
            api: api,
            home: home,
            zones: zones,
            pinned: pinned,
            chain: chain,
            known: known,
            notice: notice
        )
        if stored == nil, expected == nil {
            notice(
                Catalogue.trustingRoot(
                    version: chain.current.root.version,
                    tenant: tenant,
                    sha256: chain.current.sha256
                )
            )
        }
        try await opened.follow(offered)
        home.touch(PinnedRoots.file(tenant))
        return opened
    }

    private static func chain(
        of pinned: PinnedRoots,
        at path: String,
        zones: any TimeZoneSource
    ) throws(ClientError) -> RootChain {
        do throws(Refusal) {
            return try pinned.chain(zones: zones)
        } catch {
            throw .unreadable(path: path, cause: error.description)
        }
    }

    private static func judgeFirst(
        _ offered: PinnedRoots.Version,
        tenant: TenantID,
        zones: any TimeZoneSource
    ) throws(ClientError) {
        do throws(Refusal) {
            let held = try RootUpdate.judgeFirst(
                StatementText(offered.root),
                signatures: offered.signatures,
                zones: zones
            )
            guard held.root.tenant == tenant else { throw Refusal(.tenant, "tenant") }
        } catch {
            throw .rootRefused(tenant: tenant, version: 0, reason: error.reason.rawValue)
        }
    }

    // MARK: roots

    /// Takes over versions newer than the pinned one, each judged by the one before.
    private func follow(_ offered: PinnedRoots.Version) async throws(ClientError) {
        let text = StatementText(offered.root)
        guard text.sha256 != chain.current.sha256 else { return }
        let version: UInt64
        do throws(Refusal) {
            guard case .root(let root) = try Statement.parse(text, as: .root, zones: zones) else { return }
            version = root.version
        } catch {
            throw .rootRefused(tenant: tenant, version: 0, reason: error.reason.rawValue)
        }
        guard version >= chain.current.root.version else {
            throw .rootOlder(tenant: tenant, held: chain.current.root.version, presented: version)
        }
        // Versions between are entries of the log; each is judged for itself, so no proof of them is asked.
        let between = version > chain.nextVersion ? try await roots(until: offered.index) : []
        for next in between + [offered] {
            let text = StatementText(next.root)
            if text.sha256 == chain.current.sha256 { continue }
            do throws(Refusal) {
                _ = try chain.accept(text, signatures: next.signatures, zones: zones)
            } catch {
                throw .rootRefused(tenant: tenant, version: version, reason: error.reason.rawValue)
            }
            pinned.append(next)
        }
        try home.writeJSON(pinned, to: PinnedRoots.file(tenant))
        notice(Catalogue.newRoot(version: version, tenant: tenant, sha256: chain.current.sha256))
    }

    private func roots(until end: UInt64) async throws(ClientError) -> [PinnedRoots.Version] {
        var found: [PinnedRoots.Version] = []
        var index = (pinned.versions.last?.index ?? 0) + 1
        while index < end {
            let answer = try await api.entries(tenant, from: index)
            guard answer.start == index, !answer.leaves.isEmpty else { break }
            for (offset, text) in answer.leaves.enumerated() where index + UInt64(offset) < end {
                guard let leaf = Base64.decode(text), let envelope = try? EntryEnvelope(leaf: leaf),
                    envelope.kind == .root
                else { continue }
                found.append(
                    PinnedRoots.Version(
                        root: envelope.statement,
                        signatures: envelope.signatures,
                        index: index + UInt64(offset)
                    )
                )
            }
            index += UInt64(answer.leaves.count)
        }
        return found
    }

    // MARK: log

    /// Leaves proven to be in the log, read and with their signatures verified.
    ///
    /// The stored checkpoint moves forward with each answer, and only to one that continues it.
    package func leaves(_ indexes: [UInt64]) async throws(ClientError) -> [UInt64: Entry] {
        let missing = Set(indexes).filter { proven[$0] == nil }.sorted()
        var rest = missing[...]
        repeat {
            let batch = Array(rest.prefix(Self.batch))
            rest = rest.dropFirst(Self.batch)
            if batch.isEmpty, checkpoint != nil { break }
            try await prove(batch)
        } while !rest.isEmpty
        return proven.filter { indexes.contains($0.key) }
    }

    /// One leaf of an expected kind.
    package func leaf(_ index: UInt64, kind: EntryKind) async throws(ClientError) -> Entry {
        guard let entry = try await leaves([index])[index] else { throw .leafUnproven(index: index) }
        guard entry.kind == kind else { throw .leafUnexpected(index: index, wanted: kind.rawValue) }
        return entry
    }

    /// The newest checkpoint that was proven, after asking for it.
    package func latestCheckpoint() async throws(ClientError) -> VerifiedCheckpoint {
        try await prove([])
        guard let checkpoint else { throw .checkpointRefused(cause: "there is none") }
        return checkpoint
    }

    /// The proof of one entry as a file that anybody can check without asking the log (c2sp.org/tlog-proof).
    package func proofFile(_ index: UInt64) async throws(ClientError) -> TLogProof {
        guard let leaf = try await prove([index]).first(where: { $0.index == index }),
            let hashes = Self.hashes(leaf.inclusion), let checkpoint
        else {
            throw .leafUnproven(index: index)
        }
        return TLogProof(index: index, hashes: hashes, note: checkpoint.note)
    }

    @discardableResult
    private func prove(_ indexes: [UInt64]) async throws(ClientError) -> [ProvenLeaf] {
        let held = try storedCheckpoint()
        let request = ProofRequest(consistencyFrom: held?.checkpoint.size ?? 0, leaves: indexes)
        let answer: ProofAnswer
        do {
            answer = try await api.proofs(tenant, request)
        } catch .refused(let error) {
            // The controller may refuse because its log is shorter than what it proved before.
            try await refuseOlderLog(held)
            throw .refused(error)
        } catch {
            throw error
        }
        let shown = try verify(answer.checkpoint)
        try continues(held, shown, proof: answer.consistency)
        let leaves = Dictionary(answer.leaves.map { ($0.index, $0) }, uniquingKeysWith: { first, _ in first })
        for index in indexes {
            guard let leaf = leaves[index] else { throw .leafUnproven(index: index) }
            proven[index] = try entry(leaf, under: shown.checkpoint)
        }
        checkpoint = shown
        try home.write(Array(shown.note.utf8), to: Self.checkpointFile(tenant))
        return answer.leaves
    }

    private static func checkpointFile(_ tenant: TenantID) -> String { "tenants/\(tenant)/checkpoint.note" }

    /// What was proven before, unless the root moved the log elsewhere.
    private func storedCheckpoint() throws(ClientError) -> VerifiedCheckpoint? {
        if let checkpoint { return checkpoint }
        guard let bytes = try home.read(Self.checkpointFile(tenant)) else { return nil }
        let note = String(decoding: bytes, as: UTF8.self)
        if let held = try? verify(note) { return held }
        for earlier in chain.earlier.reversed() where earlier.root.log.origin != root.log.origin {
            let isOfEarlier =
                (try? VerifiedCheckpoint.verify(
                    note: note,
                    origin: earlier.root.log.origin,
                    logKey: earlier.root.log.key,
                    witnesses: []
                )) != nil
            if isOfEarlier { return nil }
        }
        throw .unreadable(
            path: "\(home.path)/\(Self.checkpointFile(tenant))",
            cause: "it is no checkpoint of the log that the trust root names"
        )
    }

    private func verify(_ note: String) throws(ClientError) -> VerifiedCheckpoint {
        do throws(NoteError) {
            return try VerifiedCheckpoint.verify(
                note: note,
                origin: root.log.origin,
                logKey: root.log.key,
                witnesses: root.witnesses.list.map(\.key)
            )
        } catch {
            throw .checkpointRefused(cause: "\(error)")
        }
    }

    private func continues(
        _ held: VerifiedCheckpoint?,
        _ shown: VerifiedCheckpoint,
        proof: [String]
    ) throws(ClientError) {
        guard let held = held else { return }
        let (older, newer) = (held.checkpoint, shown.checkpoint)
        guard newer.size >= older.size else { throw .checkpointOlder(held: older.size, presented: newer.size) }
        guard newer.size > older.size else {
            guard newer.root == older.root else { throw try fork(held, shown) }
            return
        }
        guard let hashes = Self.hashes(proof),
            ConsistencyProof.verify(hashes, from: (older.size, older.root), to: (newer.size, newer.root))
        else {
            try keep([held, shown], as: "inconsistent-\(older.size)-\(newer.size).txt")
            throw .inconsistent(from: older.size, to: newer.size)
        }
    }

    private func fork(_ held: VerifiedCheckpoint, _ shown: VerifiedCheckpoint) throws(ClientError) -> ClientError {
        let name = "fork-\(held.checkpoint.size).txt"
        try keep([held, shown], as: name)
        return .fork(size: held.checkpoint.size, kept: "\(home.path)/tenants/\(tenant)/\(name)")
    }

    private func keep(_ notes: [VerifiedCheckpoint], as name: String) throws(ClientError) {
        try home.write(Array(notes.map(\.note).joined(separator: "\n\n").utf8), to: "tenants/\(tenant)/\(name)")
    }

    private func refuseOlderLog(_ held: VerifiedCheckpoint?) async throws(ClientError) {
        guard let held, let note = try? await api.checkpoint(tenant), let shown = try? verify(note) else { return }
        try? continues(held, shown, proof: [])
        guard shown.checkpoint.size < held.checkpoint.size else { return }
        throw .checkpointOlder(held: held.checkpoint.size, presented: shown.checkpoint.size)
    }

    private func entry(_ leaf: ProvenLeaf, under checkpoint: Checkpoint) throws(ClientError) -> Entry {
        guard let bytes = Base64.decode(leaf.leaf), let path = Self.hashes(leaf.inclusion),
            InclusionProof.verify(
                path,
                index: leaf.index,
                size: checkpoint.size,
                leafHash: MerkleHash.leaf(bytes),
                root: checkpoint.root
            )
        else { throw .leafUnproven(index: leaf.index) }
        do throws(Refusal) {
            return try Entry(leaf: bytes, zones: zones)
        } catch {
            throw .leafRefused(index: leaf.index, reason: error.description)
        }
    }

    private static func hashes(_ texts: [String]) -> [Digest]? {
        let hashes = texts.compactMap { Digest(base64: $0) }
        return hashes.count == texts.count ? hashes : nil
    }

    // MARK: devices

    /// Changes what is known and stores it.
    func update(_ change: (inout KnownDevices) throws(ClientError) -> Void) throws(ClientError) {
        try change(&known)
        try home.writeJSON(known, to: KnownDevices.file(tenant))
    }
}
