import Model
import OperatorClient
import TestSupport
import Testing
import TransparencyLog

/// What doctor makes of facts: each cause alone, and those that hide behind one another.
@Suite struct DoctorJudgeTests {
    private static let now: Timestamp = .literal("2026-11-25T12:00:00Z")
    private static let authority = Digest(sha256Of: [1])

    private func sighting(
        clock: Timestamp? = now,
        notBefore: Timestamp = .literal("2026-01-01T00:00:00Z"),
        notAfter: Timestamp = .literal("2028-01-01T00:00:00Z"),
        failure: ClientError? = nil
    ) -> DoctorFacts.Sighting {
        DoctorFacts.Sighting(
            address: "c.example.net:8443",
            chain: [Digest(sha256Of: [2]), Self.authority],
            notBefore: notBefore,
            notAfter: notAfter,
            clock: clock,
            failure: failure
        )
    }

    private func facts(now: Timestamp = now, _ sighting: DoctorFacts.Sighting? = nil) -> DoctorFacts {
        DoctorFacts(
            now: now,
            home: .init(path: "/home/li/.config/countersign", mode: 0o700),
            signIn: .present(url: "https://c.example.net:8443", authority: Self.authority),
            tool: .present(path: "/usr/bin/ssh-keygen", version: "OpenSSH_9.2p1 Debian-2"),
            key: .init(path: "/home/li/key", state: .privateKey),
            session: .present(expires: .literal("2026-11-25T20:00:00Z")),
            contact: .seen(sighting ?? self.sighting()),
            tenants: [
                .init(
                    tenant: .literal("acme"),
                    state: .follows(root: 1, expires: .literal("2027-11-01T00:00:00Z"), entries: 9)
                )
            ]
        )
    }

    private func wrong(_ facts: DoctorFacts) -> [String] {
        Doctor.judge(facts).filter { $0.state == .wrong }.map(\.check.rawValue)
    }

    private func line(_ check: DoctorLine.Check, _ facts: DoctorFacts) throws -> DoctorLine {
        try #require(Doctor.judge(facts).first { $0.check == check })
    }

    @Test func `nothing is wrong where nothing is`() {
        #expect(wrong(facts()) == [])
        #expect(Doctor.judge(facts()).count == DoctorLine.Check.allCases.count)
    }

    @Test(arguments: [61, -61, 3_600] as [Int64])
    func `a clock that is off by more than a minute is told with both times`(off: Int64) throws {
        let facts = facts(now: Self.now.adding(seconds: off))
        #expect(wrong(facts) == ["clock"])
        let what = try line(.clock, facts).what
        #expect(what.english.contains("\(abs(off)) s \(off > 0 ? "ahead of" : "behind")"))
        #expect(what.english.contains("\(Self.now.adding(seconds: off)) here, \(Self.now) there"))
        #expect(what.chinese.contains(off > 0 ? "快" : "慢"))
    }

    @Test func `a minute is forgiven`() {
        #expect(wrong(facts(now: Self.now.adding(seconds: 60))) == [])
    }

    @Test func `a clock before what people signed is wrong although nobody can be asked`() {
        var facts = facts()
        facts.contact = .silent(address: "c.example.net:8443")
        facts.floor = Self.now.adding(seconds: 86_400)
        #expect(wrong(facts) == ["address", "clock"])
    }

    @Test func `an expired certificate is told with both times`() throws {
        let ended: Timestamp = .literal("2026-11-24T00:00:00Z")
        let facts = facts(
            sighting(notAfter: ended, failure: .unreachable(url: "https://c.example.net:8443", cause: "TLS failed"))
        )
        #expect(wrong(facts) == ["certificate"])
        #expect(try line(.certificate, facts).what.english.contains("expired at \(ended), it is \(Self.now)"))
    }

    @Test func `a certificate that ends within a month is told`() throws {
        let facts = facts(sighting(notAfter: Self.now.adding(seconds: 10 * 86_400)))
        #expect(wrong(facts) == ["certificate"])
        #expect(try line(.certificate, facts).what.english.contains("ends in 10 day(s)"))
    }

    @Test(arguments: [5 * 365 * 86_400, -2 * 365 * 86_400] as [Int64])
    func `a certificate that only our wrong clock calls expired or not yet valid is not blamed`(off: Int64) {
        let facts = facts(
            now: Self.now.adding(seconds: off),
            sighting(failure: .unreachable(url: "https://c.example.net:8443", cause: "TLS failed"))
        )
        let found = wrong(facts)
        #expect(found.contains("clock"))
        #expect(!found.contains("certificate"))
        #expect(!found.contains("session"))
    }

    @Test func `a certificate for another name is told`() throws {
        let facts = facts(sighting(failure: .unreachable(url: "https://c.example.net:8443", cause: "TLS failed: name")))
        #expect(wrong(facts) == ["certificate"])
        #expect(try line(.certificate, facts).what.english.contains("TLS failed: name"))
    }

    @Test func `another authority is told with both digests`() throws {
        var facts = facts()
        let pinned = Digest(sha256Of: [9])
        facts.signIn = .present(url: "https://c.example.net:8443", authority: pinned)
        #expect(wrong(facts) == ["authority"])
        let line = try line(.authority, facts)
        #expect(line.what.english.contains(pinned.hex))
        #expect(line.what.english.contains(Self.authority.hex))
        #expect(line.next?.english.contains("somebody stands in between") == true)
    }

    @Test(
        arguments: [
            (.nameUnknown(host: "c"), "not in DNS"), (.refused(address: "c:1"), "refuses connections"),
            (.silent(address: "c:1"), "firewall"), (.failed(address: "c:1", cause: "no route"), "no route"),
            (.noTLS(address: "c:1", cause: "eof"), "not with TLS 1.3"),
        ] as [(DoctorFacts.Contact, String)]
    )
    func `why a controller can't be reached is told apart`(contact: DoctorFacts.Contact, words: String) throws {
        var facts = facts()
        facts.contact = contact
        #expect(wrong(facts) == ["address"])
        #expect(try line(.address, facts).what.english.contains(words))
        #expect(try line(.clock, facts).state == .skipped)
    }

    @Test(
        arguments: [
            (.absent, "no key file"), (.unreadable(cause: "Permission denied"), "Permission denied"),
            (.notAKey, "is no SSH key"), (.exposed(mode: 0o644), "mode 0644"), (.agent(.notSet), "SSH_AUTH_SOCK"),
            (.agent(.unreachable(socket: "/run/a")), "/run/a"), (.agent(.lacksKey(held: 2)), "holds 2 key(s)"),
        ] as [(DoctorFacts.Key.State, String)]
    )
    func `what is wrong with a key is told apart`(state: DoctorFacts.Key.State, words: String) throws {
        var facts = facts()
        facts.key = .init(path: "/home/li/key", state: state)
        #expect(wrong(facts) == ["key"])
        let line = try line(.key, facts)
        #expect(line.what.english.contains(words))
        #expect(line.what.english.contains("/home/li/key") || words == "/run/a")
        #expect(line.next != nil)
    }

    @Test(arguments: [.privateKey, .besidePrivate, .agent(.holdsKey)] as [DoctorFacts.Key.State])
    func `a key that can sign is good`(state: DoctorFacts.Key.State) {
        var facts = facts()
        facts.key = .init(path: "/home/li/key", state: state)
        #expect(wrong(facts) == [])
    }

    @Test(
        arguments: [
            ("OpenSSH_8.0p1", true), ("OpenSSH_7.9p1 Debian", true), ("OpenSSH_8.1p1", false),
            ("OpenSSH_10.0p2", false), ("something else", false),
        ]
    )
    func `an OpenSSH that can't sign is too old`(version: String, isOld: Bool) {
        var facts = facts()
        facts.tool = .present(path: "/usr/bin/ssh-keygen", version: version)
        #expect(wrong(facts) == (isOld ? ["ssh-keygen"] : []))
    }

    @Test func `a missing ssh-keygen names the package`() throws {
        var facts = facts()
        facts.tool = .absent(path: "/usr/bin/ssh-keygen")
        #expect(try line(.tool, facts).next?.english == "install openssh-client")
    }

    @Test func `permissions are told in the way chmod takes them`() throws {
        var facts = facts()
        facts.home.mode = 0o755
        #expect(try line(.home, facts).what.english.contains("mode 0755"))
        #expect(try line(.home, facts).next?.english == "chmod 700 /home/li/.config/countersign")
        facts.home = .init(path: "/h", mode: 0o700, exposed: ["/h/session.json"])
        #expect(try line(.home, facts).next?.english == "chmod 600 /h/session.json")
        facts.home = .init(path: "/h", mode: 0o700, isOwn: false)
        #expect(wrong(facts) == ["home"])
    }

    @Test func `sessions that ended, are unknown or missing lead to login`() throws {
        var facts = facts()
        facts.session = .present(expires: .literal("2026-11-25T11:00:00Z"))
        #expect(wrong(facts) == ["session"])
        facts = self.facts(sighting(failure: .sessionOver))
        #expect(wrong(facts) == ["session"])
        facts.session = .absent
        #expect(wrong(facts) == ["session"])
        #expect(try line(.session, facts).next?.english == "countersign login")
    }

    @Test func `a root that does not follow is told with the error of every other command`() throws {
        var facts = facts()
        let error = ClientError.rootOlder(tenant: .literal("acme"), held: 3, presented: 2)
        facts.tenants = [.init(tenant: .literal("acme"), state: .fails(error))]
        #expect(wrong(facts) == ["root"])
        #expect(try line(.root, facts).what.english.contains("trust root 2 of acme, version 3 is known"))
        facts.tenants = [
            .init(
                tenant: .literal("acme"),
                state: .follows(root: 1, expires: Self.now.adding(seconds: 86_400), entries: 1)
            )
        ]
        #expect(wrong(facts) == ["root"])
    }

    @Test func `every line is in both languages`() {
        for line in Doctor.judge(facts()) {
            #expect(!line.what.english.isEmpty && !line.what.chinese.isEmpty)
        }
    }
}
