import ControllerCore
import Model
import SSHSIG
import TestSupport
import Testing
import TransparencyLog
import Trust

@Suite struct LoginJudgeTests {
    private let log: LogScript
    private let now: Timestamp
    private var challenges = LoginChallenges()
    private var random = SeededRandom()

    init() throws {
        log = try LogScript()
        now = log.fixtures.issued
    }

    private static let origin = "https://c.example.net:8443"

    private mutating func logIn(
        origin: String = origin,
        nonce: Digest? = nil,
        key: TestKey? = nil,
        issued: Timestamp? = nil,
        purpose: String = "sign-in",
        namespace: String = "login@countersign",
        at time: Timestamp? = nil
    ) throws -> LoginJudge.Verdict {
        let start = issued ?? now
        let given = challenges.issue(now: now, random: &random)
        let text = LoginStatement(
            origin: .literal(origin),
            nonce: nonce ?? given,
            issued: start,
            expires: start.adding(seconds: 120),
            purpose: .literal(purpose)
        ).rendered()
        let request = LoginRequest(
            statement: text.string,
            signature: (key ?? log.fixtures.technician).signer.sign(text.bytes, namespace: namespace)
        )
        return LoginJudge.judge(
            request,
            origin: Self.origin,
            challenges: &challenges,
            trusts: [try #require(log.history.trust)],
            now: time ?? now
        )
    }

    @Test mutating func `a key of the root signs in`() throws {
        guard case .accepted(let login) = try logIn() else {
            Issue.record("refused")
            return
        }
        #expect(login.memberships.map(\.person) == [.literal("t-zhao")])
        #expect(ReadingSession(login, now: now).expires == now.adding(seconds: 28_800))
    }

    @Test mutating func `another origin is refused`() throws {
        let code1 = try logIn(origin: "https://evil.example").code
        #expect(code1 == "origin")
    }

    @Test mutating func `an unknown nonce is refused`() throws {
        let code2 = try logIn(nonce: log.fixtures.digest("mine")).code
        #expect(code2 == "nonce")
    }

    @Test mutating func `a nonce is good once`() throws {
        let nonce = challenges.issue(now: now, random: &random)
        let code3 = try logIn(nonce: nonce).code
        #expect(code3 == nil)
        let code4 = try logIn(nonce: nonce).code
        #expect(code4 == "nonce")
    }

    @Test mutating func `a nonce lasts two minutes`() {
        let nonce = challenges.issue(now: now, random: &random)
        let isUsed = challenges.use(nonce, now: now.adding(seconds: 121))
        #expect(!isUsed)
    }

    @Test mutating func `nonces have a bound, the oldest gives way`() {
        let first = challenges.issue(now: now, random: &random)
        var last = first
        for _ in 0..<LoginChallenges.limit { last = challenges.issue(now: now, random: &random) }
        let oldest = challenges.use(first, now: now)
        let newest = challenges.use(last, now: now)
        #expect(!oldest)
        #expect(newest)
    }

    @Test mutating func `an outsider is refused`() throws {
        let code5 = try logIn(key: log.outsider).code
        #expect(code5 == "signer-unknown")
    }

    @Test mutating func `a signature of another purpose is refused`() throws {
        let code6 = try logIn(namespace: "operation@countersign").code
        #expect(code6 == "signature")
        let code7 = try logIn(purpose: "delete-all").code
        #expect(code7 == "purpose")
    }

    @Test mutating func `an old login is refused`() throws {
        let code8 = try logIn(issued: now.adding(seconds: -120)).code
        #expect(code8 == "expired")
    }
}

@Suite struct SessionTests {
    private let log: LogScript
    private let now: Timestamp
    private var random = SeededRandom()

    init() throws {
        log = try LogScript()
        now = log.fixtures.issued
    }

    private func session(_ key: TestKey, at time: Timestamp? = nil) -> ReadingSession {
        let login = LoginJudge.Login(key: key.publicKey, memberships: [])
        return ReadingSession(login, now: time ?? now)
    }

    @Test mutating func `a session ends after eight hours`() throws {
        var table = SessionTable()
        let secret = table.open(session(log.fixtures.contact), now: now, random: &random)
        #expect(table.session(secret, now: now.adding(seconds: 28_799)) != nil)
        #expect(table.session(secret, now: now.adding(seconds: 28_800)) == nil)
    }

    @Test mutating func `a closed session is gone`() throws {
        var table = SessionTable()
        let secret = table.open(session(log.fixtures.contact), now: now, random: &random)
        table.close(secret)
        #expect(table.session(secret, now: now) == nil)
    }

    @Test mutating func `one key has so many sessions, the oldest gives way`() throws {
        var table = SessionTable()
        let first = table.open(session(log.fixtures.contact, at: now), now: now, random: &random)
        for second in 1...Int64(SessionTable.perKey) {
            let time = now.adding(seconds: second)
            _ = table.open(session(log.fixtures.contact, at: time), now: time, random: &random)
        }
        #expect(table.count == SessionTable.perKey)
        #expect(table.session(first, now: now) == nil)
    }

    @Test mutating func `a bearer secret reads back exactly`() throws {
        let secret = BearerSecret.make(random: &random)
        #expect(BearerSecret(text: secret.text) == secret)
        #expect(BearerSecret(text: secret.text + "=") == nil)
        #expect(BearerSecret(text: String(secret.text.dropLast())) == nil)
    }

    @Test func `rights follow roles`() throws {
        let trust = try #require(log.history.trust)
        let technician = session(log.fixtures.technician)
        let contact = session(log.fixtures.contact)
        let outsider = session(log.outsider)
        #expect(AccessRight.read.holder(technician, trust: trust, now: now)?.id == .literal("t-zhao"))
        #expect(AccessRight.read.holder(contact, trust: trust, now: now) != nil)
        #expect(AccessRight.technician.holder(contact, trust: trust, now: now) == nil)
        #expect(AccessRight.provider.holder(technician, trust: trust, now: now) == nil)
        #expect(AccessRight.submit.holder(outsider, trust: trust, now: now) == nil)
        #expect(AccessRight.review.holder(contact, trust: trust, now: now) != nil)
        #expect(AccessRight.review.holder(outsider, trust: trust, now: now) == nil)
    }
}

@Suite struct AccessMapTests {
    @Test func `every tenant's route that reads writes an entry`() {
        for route in AccessMap.routes where route.path.contains("{tenant}") && [.read, .review].contains(route.right) {
            switch route.entry {
            case .read, .export: break
            default: Issue.record("\(route.path) writes no entry")
            }
        }
    }

    @Test func `no route stands twice`() {
        let names = AccessMap.routes.map { "\($0.method.rawValue) \($0.path)" }
        #expect(Set(names).count == names.count)
    }

    @Test func `strangers reach only the sign-in`() {
        let open = AccessMap.routes.filter { $0.right == .none }.map(\.path)
        #expect(open == ["/v1/login/challenge", "/v1/login"])
    }

    @Test(arguments: AccessMap.AgentPath.allCases)
    func `every agent path says what it writes`(_ path: AccessMap.AgentPath) {
        switch AccessMap.entry(of: path) {
        case .nothing(let reason): #expect(!reason.isEmpty)
        case .evidence, .renewal: break
        default: Issue.record("\(path) writes a people's entry")
        }
    }

    @Test func `an entry names person and object`() throws {
        let words = try #require(
            AccessMap.words(
                .read(object: "inventory {device}"),
                tenant: .literal("acme"),
                person: .literal("t-zhao"),
                values: ["device": "d-1"]
            )
        )
        #expect(words.object == "inventory d-1")
        #expect(try AssertedDraft.access(words).kind == .access)
    }
}

@Suite struct CountingTests {
    private let now = Timestamp.literal("2026-11-24T21:00:00Z")
    private let tenant = TenantID.literal("acme")

    @Test func `sixty refusals a minute are entries, the rest is a count`() throws {
        var limiter = RefusalLimiter()
        var entries: [AccessWords] = []
        for _ in 0..<70 {
            entries += limiter.refused(
                tenant: tenant,
                person: .literal("t-zhao"),
                statement: Digest(sha256Of: [1]),
                code: "rule-none",
                now: now
            )
        }
        #expect(entries.count == 60)
        #expect(entries.allSatisfy { $0.event == .refused && $0.person != nil && $0.code?.text == "rule-none" })
        let early = limiter.flush(tenant: tenant, now: now.adding(seconds: 59))
        #expect(early == nil)
        let flushed = limiter.flush(tenant: tenant, now: now.adding(seconds: 60))
        let rest = try #require(flushed)
        #expect(rest.count == 10)
        #expect(rest.from == now)
    }

    @Test func `strangers are counted by reason, once a minute`() throws {
        var counter = StrangerCounter()
        counter.count(.login, now: now)
        counter.count(.login, now: now)
        counter.count(.tls, now: now)
        let early = counter.flush(now: now.adding(seconds: 30))
        #expect(early == nil)
        let flushed = counter.flush(now: now.adding(seconds: 60))
        let words = try #require(flushed)
        #expect(words.tenant == .provider)
        #expect(words.counts == [.literal("login"): 2, .literal("tls"): 1])
        let after = counter.flush(now: now.adding(seconds: 120))
        #expect(after == nil)
    }
}

extension LoginJudge.Verdict {
    var code: String? {
        guard case .refused(let error) = self else { return nil }
        return error.code
    }
}
