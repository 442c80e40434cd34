import Model
import TestSupport
import TransparencyLog
import Trust

/// A tenant with six people and the facts of an ordinary admission, to be changed by each test.
struct Scene: Sendable {
    static let rootKey = TestKey("owner")
    static let technician = TestKey("technician")
    static let spareTechnician = TestKey("technician, second key")
    static let otherTechnician = TestKey("other technician")
    static let contact = TestKey("contact")
    static let both = TestKey("technician and contact")
    static let auditor = TestKey("auditor")
    static let status = TestKey("status")
    static let former = TestKey("former technician")
    static let stranger = TestKey("stranger")

    let fixtures = StatementFixtures()
    var policy = [PolicyRule(name: "default", require: [Requirement(role: .technician, count: 2)])]
    var quorum = 0
    var statusRequired = false
    var statuses: [Status] = []
    var technicianUntil: Timestamp?
    var now = Timestamp.literal("2026-11-25T03:00:00Z")
    var floor: Timestamp?
    var subject = RuleSubject(kind: .script)
    var groups: Set<GroupName> = []
    var state: DeviceState? = .active
    var signatures = [Scene.technician, Scene.otherTechnician].map { SignerFact(key: $0.fingerprint) }
    var approvals: [ApprovalFact] = []
    var cancels: [WordFact] = []
    var denials: [WordFact] = []
    var witnesses = WitnessFacts(count: 0, newest: nil)
    var recorded: Digest?
    var emergencies: [EmergencyFact] = []
    var predecessor = PredecessorFact.none
    var running: Set<ConflictName> = []
    var conflict: ConflictName?
    var window: Hours?
    var hasTicket = true
    var limits = RuleLimits()
    var zones: any TimeZoneSource = TestZones()

    func person(
        _ id: String,
        _ roles: [Role],
        _ keys: [TestKey],
        of organisation: Organisation = .provider,
        until: Timestamp? = nil
    ) -> Person {
        Person(
            id: .literal(id),
            name: id,
            organisation: organisation,
            roles: roles,
            keys: keys.map { PersonKey(key: $0.publicKey, until: until) }
        )
    }

    var people: [Person] {
        [
            person("owner", [.root], [Self.rootKey], of: .client),
            person("t-one", [.technician], [Self.technician, Self.spareTechnician], until: technicianUntil),
            person("t-two", [.technician], [Self.otherTechnician]),
            person("c-one", [.contact], [Self.contact], of: .client),
            person("x-both", [.technician, .contact], [Self.both], of: .client),
            person("a-one", [.auditor], [Self.auditor], of: .client),
            person("s-one", [.status], [Self.status], of: .client),
        ]
    }

    var root: TrustRoot { root(version: 3, people: people) }

    func root(version: UInt64, people: [Person]) -> TrustRoot {
        TrustRoot(
            tenant: fixtures.tenant,
            version: version,
            issued: .literal("2026-09-01T00:00:00Z"),
            expires: .literal("2027-08-31T00:00:00Z"),
            rootThreshold: 1,
            people: people,
            log: RootLog(origin: fixtures.logOrigin, key: fixtures.logSigner.verifierKey),
            witnesses: WitnessPolicy(quorum: quorum, maximumAgeSeconds: 3_600, list: []),
            status: StatusPolicy(required: statusRequired, maximumAgeSeconds: 7_200),
            webauthnOrigins: ["https://sign.acme.example", "https://c.example.net:8443"],
            controllers: [ControllerAddress(address: "c.example.net:7443", caSHA256: fixtures.digest("ca"))],
            policy: policy
        )
    }

    var held: HeldRoot { HeldRoot(root, sha256: root.rendered().sha256) }

    var earlier: HeldRoot {
        let root = root(version: 2, people: people + [person("f-one", [.technician], [Self.former])])
        return HeldRoot(root, sha256: root.rendered().sha256)
    }

    var trust: TrustState { TrustState(current: held, earlier: [earlier], statuses: statuses) }

    func status(
        revoking keys: [TestKey] = [],
        items: [RevokedItem] = [],
        issued: Timestamp? = nil,
        root: RootReference? = nil
    ) -> Status {
        Status(
            tenant: fixtures.tenant,
            root: root ?? held.reference,
            issued: issued ?? now.adding(seconds: -600),
            expires: now.adding(seconds: 3_600),
            revokedKeys: keys.map(\.fingerprint),
            revokedItems: items
        )
    }

    func operation(
        issued: Timestamp? = nil,
        expires: Timestamp? = nil,
        root: RootReference? = nil,
        namesDevice: Bool = true
    ) -> OperationFacts {
        OperationFacts(
            id: fixtures.operationID,
            sha256: fixtures.digest("operation"),
            tenant: fixtures.tenant,
            root: root ?? held.reference,
            issued: issued ?? now.adding(seconds: -600),
            expires: expires ?? now.adding(seconds: 6_600),
            subject: subject,
            itemVersion: subject.item == nil ? nil : 1,
            contentSHA256: fixtures.digest("script"),
            namesDevice: namesDevice,
            hasTicket: hasTicket,
            window: window,
            conflict: conflict,
            limits: limits
        )
    }

    func approval(by key: TestKey, statement: String = "operation") -> ApprovalFact {
        ApprovalFact(
            signer: SignerFact(key: key.fingerprint),
            operation: fixtures.operationID,
            statementSHA256: fixtures.digest(statement),
            contentSHA256: fixtures.digest("script"),
            root: held.reference,
            issued: now.adding(seconds: -60),
            expires: now.adding(seconds: 60)
        )
    }

    func word(by key: TestKey, statement: String = "operation", devices: [DeviceID]? = nil) -> WordFact {
        WordFact(
            signer: SignerFact(key: key.fingerprint),
            operation: fixtures.operationID,
            statementSHA256: fixtures.digest(statement),
            devices: devices
        )
    }

    func facts(_ operation: OperationFacts? = nil) -> AdmissionFacts {
        AdmissionFacts(
            trust: trust,
            device: fixtures.device,
            standing: state.map { DeviceStanding(state: $0, version: 1, name: "pc", groups: groups) },
            now: now,
            floor: floor,
            operation: operation ?? self.operation(),
            signatures: signatures,
            approvals: approvals,
            cancels: cancels,
            denials: denials,
            witnesses: witnesses,
            recorded: recorded,
            running: running,
            emergencies: emergencies,
            predecessor: predecessor,
            zones: zones
        )
    }

    /// The policy's answer: the rule's name or the code.
    func verdict(_ operation: OperationFacts? = nil) -> String {
        switch AdmissionPolicy.judge(facts(operation)) {
        case .admitted(let rule): "admitted by \(rule)"
        case .refused(let code): code.rawValue
        }
    }
}

extension PolicyRule {
    /// A rule for tests, with its name as plain text.
    init(
        name: String,
        kinds: [RuleKind]? = nil,
        groups: [String]? = nil,
        items: [ItemPattern]? = nil,
        emergency: Bool? = nil,
        hours: Hours? = nil,
        require: [Requirement],
        requesterCounts: Bool = true,
        userVerification: Bool = false,
        independentDisplay: Bool = false,
        witnesses: Int? = nil,
        maximumValiditySeconds: Int64? = nil,
        ticketRequired: Bool = false,
        reviewSeconds: Int64? = nil,
        limits: RuleLimits = RuleLimits()
    ) {
        self.init(
            name: .literal(name),
            kinds: kinds,
            groups: groups?.map { .literal($0) },
            items: items,
            profiles: nil,
            emergency: emergency,
            hours: hours,
            require: require,
            requesterCounts: requesterCounts,
            userVerification: userVerification,
            independentDisplay: independentDisplay,
            witnesses: witnesses,
            maximumValiditySeconds: maximumValiditySeconds,
            ticketRequired: ticketRequired,
            reviewSeconds: reviewSeconds,
            limits: limits
        )
    }
}
