import ControllerCore
import Model
import TestSupport
import TransparencyLog
import Trust

/// A zone source with one zone, China's, made by hand so that no test needs the machine's tzdata.
struct ShanghaiZone: TimeZoneSource {
    static let name = ZoneName.literal("Asia/Shanghai")

    func zone(_ name: ZoneName) -> TimeZoneFile? {
        guard name == Self.name else { return nil }
        let header: [UInt8] = Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15)
        let counts: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 4]
        let type: [UInt8] = [0, 0, 0x70, 0x80, 0, 0]
        let block = header + counts + type + Array("CST\0".utf8)
        return try? TimeZoneFile(block + block + Array("\nCST-8\n".utf8))
    }
}

/// Builds a tenant's log leaf by leaf, with the history folded from it and checkpoints signed by the log's own key.
struct LogScript {
    let fixtures = StatementFixtures()
    let zones = ShanghaiZone()
    let outsider = TestKey("outsider")
    var history: TenantHistory
    private(set) var leaves: [[UInt8]] = []
    private(set) var tree = MerkleTree()
    var time: Timestamp
    let root: TrustRoot

    /// A log with a root, a device, and, unless told otherwise, its admission to `desktops`.
    init(
        policy: [PolicyRule] = LogScript.policy,
        witnesses: [NoteVerifierKey] = [],
        admitted: Bool = true
    ) throws {
        time = fixtures.issued.adding(seconds: -600)
        root = fixtures.root(policy: policy, witnesses: witnesses)
        history = TenantHistory(tenant: fixtures.tenant, zones: zones)
        try append(.root, root.rendered())
        try append(.enrolment, enrolment.rendered())
        if admitted { try admit(version: 1, groups: ["desktops"]) }
    }

    /// Device statements by the contact; finance by two people; everything else by one technician.
    static let policy: [PolicyRule] = [
        PolicyRule(name: .literal("admit"), kinds: [.device], require: [Requirement(role: .contact, count: 1)]),
        PolicyRule(
            name: .literal("finance"),
            kinds: [.script],
            groups: [.literal("finance")],
            require: [Requirement(role: .technician, count: 1), Requirement(role: .contact, count: 1)],
            maximumValiditySeconds: 14_400
        ),
        PolicyRule(
            name: .literal("everyday"),
            kinds: [.script, .collect],
            groups: [.literal("desktops")],
            require: [Requirement(role: .technician, count: 1)],
            maximumValiditySeconds: 14_400
        ),
    ]

    var reference: RootReference { RootReference(version: 1, sha256: root.rendered().sha256) }

    var enrolment: Enrolment {
        Enrolment(
            tenant: fixtures.tenant,
            device: fixtures.device,
            receiptKey: fixtures.receiptKey.publicKey,
            agentKey: fixtures.agentKey.publicKey,
            sealingKey: fixtures.sealingKey,
            csrSha256: fixtures.digest("csr"),
            tokenSha256: fixtures.digest("token"),
            rootSha256: reference.sha256,
            issued: fixtures.issued.adding(seconds: -600)
        )
    }

    /// A further device, enrolled with a key of its own.
    func enrolment(of key: TestKey) -> Enrolment {
        Enrolment(
            tenant: fixtures.tenant,
            device: key.deviceID,
            receiptKey: key.publicKey,
            agentKey: fixtures.agentKey.publicKey,
            sealingKey: fixtures.sealingKey,
            csrSha256: fixtures.digest("csr"),
            tokenSha256: fixtures.digest("token"),
            rootSha256: reference.sha256,
            issued: fixtures.issued.adding(seconds: -600)
        )
    }

    @discardableResult
    mutating func append(
        _ kind: EntryKind,
        _ text: StatementText,
        signedBy keys: [TestKey]? = nil,
        at: Timestamp? = nil
    ) throws -> UInt64 {
        time = at ?? time.adding(seconds: 1)
        return try append(leaf: fixtures.leaf(kind, text, at: time, signedBy: keys))
    }

    @discardableResult
    mutating func append(leaf: [UInt8]) throws -> UInt64 {
        let index = UInt64(leaves.count)
        leaves.append(leaf)
        tree.append(leaf)
        history.apply(try Entry(leaf: leaf, zones: zones), index: index)
        return index
    }

    @discardableResult
    mutating func admit(
        version: UInt64,
        state: DeviceState = .active,
        groups: [String],
        device: DeviceID? = nil,
        signedBy keys: [TestKey]? = nil
    ) throws -> UInt64 {
        let text = deviceStatement(version: version, state: state, groups: groups, device: device).rendered()
        return try append(.device, text, signedBy: keys ?? [fixtures.contact])
    }

    func deviceStatement(
        version: UInt64,
        state: DeviceState = .active,
        groups: [String],
        device: DeviceID? = nil
    ) -> DeviceStatement {
        DeviceStatement(
            tenant: fixtures.tenant,
            root: reference,
            issued: fixtures.issued.adding(seconds: -600),
            devices: [
                DeviceRow(
                    device: device ?? fixtures.device,
                    version: version,
                    state: state,
                    name: "reception-1",
                    groups: groups.map(GroupName.literal)
                )
            ]
        )
    }

    func operation(
        id: OperationID? = nil,
        action: Action? = nil,
        targets: [DeviceID]? = nil,
        notBefore: Timestamp? = nil,
        expires: Timestamp? = nil,
        limits: Limits? = nil,
        emergency: Bool = false,
        plan: RolloutPlan? = nil,
        window: Hours? = nil,
        after: OperationID? = nil,
        consent: ConsentRequest? = nil,
        reboot: Bool = false,
        profile: RunProfile? = nil,
        root: RootReference? = nil
    ) -> Operation {
        Operation(
            id: id ?? fixtures.operationID,
            tenant: fixtures.tenant,
            root: root ?? reference,
            issued: fixtures.issued,
            expires: expires ?? fixtures.expires,
            notBefore: notBefore,
            action: action ?? .script(ScriptAction(interpreter: .sh, script: fixtures.scriptReference)),
            targets: .devices((targets ?? [fixtures.device]).sorted()),
            limits: limits ?? fixtures.limits,
            reason: fixtures.salted("printer queue stuck"),
            ticket: "T-2026-0042",
            emergency: emergency,
            plan: plan,
            window: window,
            after: after,
            consent: consent,
            reboot: reboot,
            profile: profile
        )
    }

    /// The newest checkpoint, or that of a smaller tree.
    func checkpoint(size: UInt64? = nil, root: Digest? = nil, signer: NoteSigner? = nil) throws -> String {
        let size = size ?? tree.size
        let checkpoint = try Checkpoint(origin: fixtures.logOrigin, size: size, root: root ?? tree.root(size: size))
        return try (signer ?? fixtures.logSigner).sign(checkpoint).raw
    }

    /// The receipt of a run that the device admitted now.
    func receipt(
        for operation: Operation,
        leaf: UInt64,
        checkpoint: String,
        outcome: Outcome = .succeeded,
        sequence: UInt64 = 1,
        previous: Digest = Receipt.noPrevious,
        rule: String = "everyday",
        admitted: Timestamp? = nil,
        root: RootReference? = nil,
        key: TestKey? = nil
    ) -> Receipt {
        let start = admitted ?? fixtures.issued.adding(seconds: 60)
        let isRun = outcome == .succeeded
        return Receipt(
            tenant: fixtures.tenant,
            device: (key ?? fixtures.receiptKey).deviceID,
            sequence: sequence,
            previous: previous,
            operation: operation.id,
            statementSha256: operation.rendered().sha256,
            leafIndex: leaf,
            checkpoint: checkpoint,
            root: root ?? reference,
            rule: isRun ? .literal(rule) : nil,
            outcome: outcome,
            code: outcome == .refused ? .signerUnknown : nil,
            exit: isRun ? 0 : nil,
            admitted: isRun ? start : nil,
            started: isRun ? start : nil,
            ended: isRun ? start.adding(seconds: 2) : nil,
            clock: ReceiptClock(synchronised: true, offsetMs: 12),
            limits: ReceiptLimits(mechanism: .literal("cgroup2")),
            usage: ReceiptUsage(cpuMs: 31, maxRssBytes: 4 << 20),
            leftover: .none,
            executorVersion: .literal("1.0.0")
        )
    }

    /// A signed operation in the log, after its issue.
    @discardableResult
    mutating func order(_ operation: Operation, signedBy keys: [TestKey]? = nil) throws -> UInt64 {
        try append(
            .operation,
            operation.rendered(),
            signedBy: keys ?? [fixtures.technician],
            at: max(time.adding(seconds: 1), fixtures.issued.adding(seconds: 10))
        )
    }
}
