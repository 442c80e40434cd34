import ControllerCore
import Model
import SSHSIG
import TestSupport
import Testing
import TransparencyLog
import Trust

@Suite struct EnrolmentJudgeTests {
    private let log: LogScript
    private let now: Timestamp
    private let secret: BearerSecret
    private let key = TestKey("second device")

    init() throws {
        log = try LogScript()
        now = log.fixtures.issued
        var random = SeededRandom()
        secret = BearerSecret.make(random: &random)
    }

    private func token(uses: Int = 1, used: Int = 0, seconds: Int64 = 3_600, tenant: String = "acme") -> EnrolmentToken
    {
        EnrolmentToken(
            sha256: secret.sha256,
            tenant: .literal(tenant),
            person: .literal("t-zhao"),
            issued: now,
            expires: now.adding(seconds: seconds),
            uses: uses,
            used: used
        )
    }

    private func enrolment(
        tenant: String = "acme",
        csr: String = "csr",
        tokenSha256: Digest? = nil,
        rootSha256: Digest? = nil,
        issued: Timestamp? = nil
    ) -> Enrolment {
        Enrolment(
            tenant: .literal(tenant),
            device: key.deviceID,
            receiptKey: key.publicKey,
            agentKey: log.fixtures.agentKey.publicKey,
            sealingKey: log.fixtures.sealingKey,
            csrSha256: log.fixtures.digest(csr),
            tokenSha256: tokenSha256 ?? secret.sha256,
            rootSha256: rootSha256 ?? log.reference.sha256,
            issued: issued ?? now
        )
    }

    private func judge(
        _ enrolment: Enrolment,
        token: EnrolmentToken?,
        signedBy signer: TestKey? = nil,
        in log: LogScript? = nil
    ) -> EnrolmentJudge.Verdict {
        let text = enrolment.rendered()
        let order = EnrolmentJudge.Order(
            token: secret,
            csrSHA256: self.log.fixtures.digest("csr"),
            statement: text,
            signature: (signer ?? key).sign(text, for: .enrolment)
        )
        return EnrolmentJudge.judge(order, token: token, history: (log ?? self.log).history, now: now)
    }

    @Test func `a device with a token is enrolled`() {
        #expect(judge(enrolment(), token: token()) == .accepted(enrolment()))
    }

    @Test func `tokens are known, fresh and unspent`() {
        #expect(judge(enrolment(), token: nil) == .refused(.tokenUnknown))
        #expect(judge(enrolment(), token: token(seconds: 0)) == .refused(.tokenExpired))
        #expect(judge(enrolment(), token: token(used: 1)) == .refused(.tokenSpent))
        #expect(judge(enrolment(), token: token(tenant: "globex")) == .refused(.tokenUnknown))
    }

    @Test func `the statement fits token, request and root`() {
        let other = log.fixtures.digest("other")
        #expect(judge(enrolment(csr: "other"), token: token()) == .refused(.csr))
        #expect(judge(enrolment(tokenSha256: other), token: token()) == .refused(.tokenMismatch))
        #expect(judge(enrolment(rootSha256: other), token: token()) == .refused(.rootUnknown))
        #expect(judge(enrolment(tenant: "globex"), token: token()) == .refused(.tenant))
        #expect(judge(enrolment(issued: now.adding(seconds: 301)), token: token()) == .refused(.clock))
    }

    @Test func `another key's signature is refused`() {
        #expect(judge(enrolment(), token: token(), signedBy: log.outsider) == .refused(.signature))
    }

    @Test func `a lost answer is given again, another statement is not`() throws {
        var log = log
        let text = enrolment().rendered()
        let index = try log.append(.enrolment, text, signedBy: [key])
        #expect(judge(enrolment(), token: token(used: 1), in: log) == .again(enrolment(), index: index))
        let later = enrolment(issued: now.adding(seconds: 1))
        #expect(judge(later, token: token(), in: log) == .refused(.enrolled))
    }

    @Test func `tokens are issued within bounds, and their issue is an entry`() throws {
        var random = SeededRandom()
        let result = TokenIssue.issue(
            EnrolmentFileRequest(uses: 3, validSeconds: 3_600),
            tenant: .literal("acme"),
            person: .literal("t-zhao"),
            now: now,
            random: &random
        )
        let issued = try result.get()
        #expect(issued.token.words.object == issued.secret.sha256.hex)
        #expect(issued.token.words.count == 3)
        for request in [(0, Int64(3_600)), (1_001, 3_600), (1, 59), (1, 2_592_001)] {
            let refused = TokenIssue.issue(
                EnrolmentFileRequest(uses: request.0, validSeconds: request.1),
                tenant: .literal("acme"),
                person: .literal("t-zhao"),
                now: now,
                random: &random
            )
            #expect(throws: APIError.self) { try refused.get() }
        }
    }
}

@Suite struct RenewalJudgeTests {
    private let log: LogScript
    private let nonce = [UInt8](repeating: 9, count: 32)

    init() throws {
        log = try LogScript()
    }

    private func refusal(
        key: TestKey? = nil,
        device: DeviceID? = nil,
        server: String = "server",
        in log: LogScript? = nil
    ) -> EnrolmentRefusal? {
        let message = RenewalJudge.message(
            nonce: nonce,
            serverCertificateSHA256: self.log.fixtures.digest(server),
            csrSHA256: self.log.fixtures.digest("csr")
        )
        let order = RenewalJudge.Order(
            device: device ?? self.log.fixtures.device,
            csrSHA256: self.log.fixtures.digest("csr"),
            signature: (key ?? self.log.fixtures.agentKey).signer.sign(message, namespace: RenewalJudge.namespace),
            nonce: nonce,
            serverCertificateSHA256: self.log.fixtures.digest("server")
        )
        return RenewalJudge.refusal(order, history: (log ?? self.log).history)
    }

    @Test func `a known device's agent key renews`() {
        #expect(refusal() == nil)
    }

    @Test func `another key, server or device does not`() throws {
        #expect(refusal(key: log.fixtures.receiptKey) == .signature)
        #expect(refusal(server: "relay") == .signature)
        #expect(refusal(device: log.outsider.deviceID) == .deviceUnknown)
        var log = log
        try log.admit(version: 2, state: .retired, groups: [])
        #expect(refusal(in: log) == .retired)
    }
}

@Suite struct EnrolmentFileTests {
    private func file() throws -> EnrolmentFile {
        let log = try LogScript()
        var random = SeededRandom()
        return try EnrolmentFileWriter.file(
            rootLeaf: log.leaves[0],
            checkpoint: log.checkpoint(),
            token: BearerSecret.make(random: &random)
        )
    }

    @Test func `a file reads back exactly`() throws {
        let file = try file()
        #expect(try EnrolmentFile.parse(file.rendered()) == file)
        #expect(
            try RootUpdate.judgeFirst(file.root, signatures: file.signatures, zones: ShanghaiZone()).root.version == 1
        )
    }

    @Test(arguments: [[], [0x0A], Array("{}".utf8), Array("[]".utf8)])
    func `what is no file is refused`(_ bytes: [UInt8]) {
        #expect(throws: Refusal.self) { try EnrolmentFile.parse(bytes) }
    }

    @Test func `a file that is too long is refused`() throws {
        let bytes = try file().rendered() + [UInt8](repeating: 0x20, count: EnrolmentFile.byteLimit)
        #expect(throws: Refusal(.tooLarge)) { try EnrolmentFile.parse(bytes) }
    }
}
