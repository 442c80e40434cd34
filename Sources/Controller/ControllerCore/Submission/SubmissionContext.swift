import Model
import SSHSIG
import TransparencyLog
import Trust

/// What the judgement of any submission begins with: trust, verified signatures, signers who count.
struct SubmissionContext {
    let parts: SubmissionParts
    let history: TenantHistory
    let trust: TrustState
    let now: Timestamp
    let zones: any TimeZoneSource
    let facts: [SignatureFacts]
    let signers: [SignerFact]

    init(
        _ parts: SubmissionParts,
        history: TenantHistory,
        now: Timestamp,
        zones: any TimeZoneSource
    ) throws(APIError) {
        guard let trust = history.trust else {
            throw APIError(
                .rootUnknown,
                "this client has no trust root yet",
                hint: "create it with countersign tenant create"
            )
        }
        guard parts.statement.tenant == history.tenant else {
            throw APIError(
                .tenant,
                "the statement is for \(parts.statement.tenant?.text ?? "nobody"), this is \(history.tenant)",
                hint: "submit it to its own client",
                member: "tenant"
            )
        }
        // Stopping work is never refused for an old root; nothing runs under it anyway.
        let isStop = parts.kind == .denial || parts.kind == .cancel
        if !isStop, RootExpiry.refusal(trust.root, now: now) != nil {
            throw APIError(
                .stale,
                "trust root \(trust.root.version) expired at \(trust.root.expires)",
                hint: "the client's root people have to sign the next version"
            )
        }
        self.parts = parts
        self.history = history
        self.trust = trust
        self.now = now
        self.zones = zones
        facts = try Self.verify(parts, root: trust.root)
        signers = facts.map { SignerFact($0, under: trust.root) }
        try Self.refuseSigners(signers, trust: trust, now: now)
    }

    private static func verify(_ parts: SubmissionParts, root: TrustRoot) throws(APIError) -> [SignatureFacts] {
        var facts: [SignatureFacts] = []
        for (index, signature) in parts.parsed.enumerated() {
            let member = "signatures[\(index)]"
            do throws(SSHSIGError) {
                facts.append(
                    try signature.verify(
                        message: parts.text.bytes,
                        namespace: parts.kind.namespace ?? "",
                        passkeys: .listed(root.webauthnOrigins)
                    )
                )
            } catch {
                throw APIError(
                    .signature,
                    "signature \(index + 1) does not hold: \(error.reason.rawValue)",
                    hint: "sign the exact text, in the namespace \(parts.kind.namespace ?? "")",
                    member: member
                )
            }
            guard facts.dropLast().allSatisfy({ $0.key != signature.publicKey }) else {
                throw APIError(
                    code: Reason.duplicate.rawValue,
                    message: "signature \(index + 1) is by a key that signed before",
                    hint: "each key signs once",
                    member: member
                )
            }
        }
        return facts
    }

    private static func refuseSigners(_ signers: [SignerFact], trust: TrustState, now: Timestamp) throws(APIError) {
        for (index, signer) in signers.enumerated() {
            guard let code = trust.standing(of: signer.key, at: now).refusal else { continue }
            let root = "trust root \(trust.root.version)"
            let (message, hint) =
                switch code {
                case .signerRemoved: ("\(root) no longer counts the key \(signer.key)", "sign with a key that it lists")
                case .revoked: ("the key \(signer.key) was revoked", "sign with another key of yours")
                default:
                    (
                        "\(root) does not name the key \(signer.key)",
                        "ask the client to add you, or sign with another key"
                    )
                }
            throw APIError(code, message, hint: hint, member: "signatures[\(index)]")
        }
    }

    /// The people behind the signatures, all of whom count.
    var people: [Person] {
        signers.compactMap { trust.standing(of: $0.key, at: now).person }
    }

    /// Refuses a statement made under a root that isn't or wasn't this client's.
    func require(root reference: RootReference) throws(APIError) {
        guard let code = trust.refusal(of: reference) else { return }
        throw APIError(
            code,
            code == .rootBehind
                ? "the statement names trust root \(reference.version), the newest here is \(trust.root.version)"
                : "the statement names a trust root \(reference.version) that this client never had",
            hint: "fetch the current root with countersign trust show, then sign again",
            member: "root"
        )
    }

    /// Refuses a statement from the future or past its end.
    func require(issued: Timestamp, expires: Timestamp? = nil) throws(APIError) {
        if ValidityPeriod.isFromTheFuture(issued, now: now) {
            throw APIError(
                .notYet,
                "the statement is issued at \(issued), it is \(now) here",
                hint: "set your clock, then sign again",
                member: "issued"
            )
        }
        if let expires, now >= expires {
            throw APIError(
                .expired,
                "the statement expired at \(expires), it is \(now) here",
                hint: "sign a new one with a later end",
                member: "expires"
            )
        }
    }

    /// The operation that a word is about, by id and digest.
    func operation(_ id: OperationID, sha256: Digest) throws(APIError) -> LoggedOperation {
        guard let operation = history.operations[id] else {
            throw APIError(
                code: "operation-unknown",
                message: "operation \(id) is not in the log of \(history.tenant)",
                hint: "list them with countersign operation list",
                member: "operation"
            )
        }
        guard operation.order.sha256 == sha256 else {
            throw APIError(
                .digest,
                "the statement of operation \(id) has another digest than the one signed for",
                hint: "read the operation again, compare it, then sign",
                member: "statementSha256"
            )
        }
        return operation
    }

    /// Refuses a word on an operation that has ended everywhere.
    func requireOpen(_ operation: LoggedOperation) throws(APIError) {
        guard operation.isDone else { return }
        throw APIError(
            code: "ended",
            message: "every device has answered operation \(operation.id)",
            hint: "read the receipts with countersign operation show"
        )
    }

    /// The blob that an erasable text is named by.
    func blob(_ digest: SaltedDigest?, _ member: String) throws(APIError) -> [[UInt8]] {
        guard let digest else { return [] }
        guard let blob = parts.blobs.first(where: { digest.matches(blob: $0) }) else {
            throw APIError(
                .digest,
                "no text came along whose salted digest is the one that \"\(member)\" names",
                hint: "send salt and text as they were digested",
                member: member
            )
        }
        guard String(validating: blob.dropFirst(SaltedDigest.saltLength), as: UTF8.self) != nil else {
            throw APIError(code: Reason.utf8.rawValue, message: "the text of \"\(member)\" is no UTF-8", member: member)
        }
        return [blob]
    }

    /// Whether a word with the same text is logged.
    func known<Content>(_ words: [Logged<Content>]) -> UInt64? {
        words.first { $0.sha256 == parts.text.sha256 }?.index
    }
}
