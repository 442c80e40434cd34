import ControllerCore
import Model
import SSHSIG
import TestSupport
import Testing
import TransparencyLog
import Trust

@Suite struct SubmissionJudgeTests {
    private let script: LogScript
    private let now: Timestamp

    init() throws {
        script = try LogScript()
        now = script.fixtures.issued.adding(seconds: 30)
    }

    private func submit(
        _ kind: EntryKind,
        _ text: StatementText,
        signedBy keys: [TestKey],
        blobs: [[UInt8]]? = nil,
        content: [UInt8]? = nil,
        in log: LogScript? = nil,
        at time: Timestamp? = nil
    ) -> SubmissionVerdict {
        let log = log ?? script
        let reason = log.fixtures.salt + Array("printer queue stuck".utf8)
        let submission = Submission(
            kind: kind.rawValue,
            statement: text.string,
            signatures: keys.map { $0.sign(text, for: kind) },
            blobs: (blobs ?? [reason]).map(Base64.encode),
            content: content.map(Base64.encode)
        )
        return SubmissionJudge(history: log.history, now: time ?? now, zones: log.zones).judge(submission)
    }

    private func order(
        _ operation: Operation,
        signedBy keys: [TestKey]? = nil,
        blobs: [[UInt8]]? = nil,
        content: [UInt8]? = nil,
        in log: LogScript? = nil,
        at time: Timestamp? = nil
    ) -> SubmissionVerdict {
        submit(
            .operation,
            operation.rendered(),
            signedBy: keys ?? [script.fixtures.technician],
            blobs: blobs,
            content: content ?? script.fixtures.script,
            in: log,
            at: time
        )
    }

    @Test func `an order by a technician is accepted with its reason and script`() throws {
        guard case .accepted(let accepted) = order(script.operation()) else {
            Issue.record("refused")
            return
        }
        #expect(accepted.operation == script.fixtures.operationID)
        #expect(accepted.blobs.count == 2)
        #expect(try accepted.draft().claims == [.operation(script.fixtures.operationID)])
    }

    @Test func `the very order again is known`() throws {
        var log = try LogScript()
        let operation = log.operation()
        let index = try log.order(operation)
        guard case .known(let found, operation.id) = order(operation, in: log) else {
            Issue.record("not known")
            return
        }
        #expect(found == index)
    }

    @Test func `an id with another statement is a replay`() throws {
        var log = try LogScript()
        try log.order(log.operation())
        let other = log.operation(expires: log.fixtures.expires.adding(seconds: 1))
        #expect(order(other, in: log).code == "replay")
    }

    enum Part: CaseIterable {
        case emergency, plan, after, consent, reboot, profile, secrets, update, otherProfile, tree
    }

    @Test(arguments: Part.allCases)
    func `what can't be run yet is unsupported`(_ part: Part) {
        let fixtures = script.fixtures
        let other = OperationID.literal("019ab4c2-7d1e-7c3a-9f00-5a1d2b3c4d5f")
        let operation =
            switch part {
            case .emergency: script.operation(emergency: true)
            case .plan:
                script.operation(
                    plan: RolloutPlan(canary: 1, batch: 1, pauseSeconds: 0, maxFailures: 0, seed: 1, after: nil)
                )
            case .after: script.operation(after: other)
            case .consent:
                script.operation(consent: ConsentRequest(timeoutSeconds: 60, whenAbsent: .refuse, maxLater: 1))
            case .reboot: script.operation(reboot: true)
            case .profile: script.operation(profile: .readonly)
            case .secrets:
                script.operation(
                    action: .script(
                        ScriptAction(
                            interpreter: .sh,
                            script: fixtures.scriptReference,
                            secrets: [.literal("password"): SecretCommitment(commitment: fixtures.digest("x"))]
                        )
                    )
                )
            case .update: script.operation(action: .update(release: fixtures.digest("release")))
            case .otherProfile: script.operation(action: .collect(.literal("forensics")))
            case .tree:
                Operation(
                    id: fixtures.operationID,
                    tenant: fixtures.tenant,
                    root: script.reference,
                    issued: fixtures.issued,
                    expires: fixtures.expires,
                    action: .script(ScriptAction(interpreter: .sh, script: fixtures.scriptReference)),
                    targets: .tree(count: 501, root: fixtures.digest("tree")),
                    limits: fixtures.limits,
                    reason: fixtures.salted("printer queue stuck")
                )
            }
        #expect(order(operation).code == "unsupported")
    }

    @Test func `an unenrolled device is no target`() {
        let other = TestKey("stranger").deviceID
        #expect(order(script.operation(targets: [other])).code == "target")
    }

    @Test func `a device nobody admitted is quarantined`() throws {
        let log = try LogScript(admitted: false)
        #expect(order(log.operation(), in: log).code == "quarantined")
    }

    @Test func `a key of nobody is unknown`() {
        let verdict = order(script.operation(), signedBy: [script.outsider])
        #expect(verdict.code == "signer-unknown")
        #expect(verdict.error?.member == "signatures[0]")
        #expect(verdict.error?.hint?.isEmpty == false)
    }

    @Test func `a signature over another text does not hold`() {
        let text = script.operation().rendered()
        let other = script.operation(reboot: true).rendered()
        let submission = Submission(
            kind: "operation",
            statement: text.string,
            signatures: [script.fixtures.technician.sign(other, for: .operation)]
        )
        let verdict = SubmissionJudge(history: script.history, now: now, zones: script.zones).judge(submission)
        #expect(verdict.code == "signature")
    }

    @Test func `a signature of another purpose does not hold`() {
        let text = script.operation().rendered()
        let submission = Submission(
            kind: "operation",
            statement: text.string,
            signatures: [script.fixtures.technician.sign(text, for: .approval)]
        )
        let verdict = SubmissionJudge(history: script.history, now: now, zones: script.zones).judge(submission)
        #expect(verdict.code == "signature")
    }

    @Test func `an order from the future is not yet`() {
        let verdict = order(script.operation(), at: script.fixtures.issued.adding(seconds: -301))
        #expect(verdict.code == "not-yet")
    }

    @Test func `an order past its end is expired`() {
        #expect(order(script.operation(), at: script.fixtures.expires).code == "expired")
    }

    @Test func `a root that is not this client's is unknown`() {
        let strange = RootReference(version: 1, sha256: script.fixtures.digest("other root"))
        #expect(order(script.operation(root: strange)).code == "root-unknown")
        let ahead = RootReference(version: 2, sha256: script.fixtures.digest("other root"))
        #expect(order(script.operation(root: ahead)).code == "root-behind")
    }

    @Test func `an order that outlasts its rule meets the limit`() {
        let verdict = order(script.operation(expires: script.fixtures.issued.adding(seconds: 14_401)))
        #expect(verdict.code == "limit")
        #expect(verdict.error?.member == "expires")
    }

    @Test func `what no rule admits is refused`() throws {
        var log = try LogScript()
        try log.admit(version: 2, groups: ["servers"])
        #expect(order(log.operation(), in: log).code == "rule-none")
    }

    @Test func `a script other than the one signed for is refused`() {
        #expect(order(script.operation(), content: [1]).code == "digest")
        #expect(order(script.operation(), blobs: []).error?.member == "reason")
    }

    @Test func `an unknown member names its path`() {
        let text = script.operation().rendered().string.replacingFirst("\"limits\":", with: "\"extra\":1,\"limits\":")
        let statement = StatementText(text)
        let verdict = submit(.operation, statement, signedBy: [script.fixtures.technician])
        #expect(verdict.code == "unknown-member")
        #expect(verdict.error?.member == "extra")
    }

    @Test func `another tenant's order is refused`() {
        let operation = StatementFixtures(tenant: .literal("globex")).operation()
        #expect(order(operation).code == "tenant")
    }

    @Test func `kinds that nobody submits are refused`() {
        let submission = Submission(kind: "receipt", statement: "{}", signatures: [])
        let verdict = SubmissionJudge(history: script.history, now: now, zones: script.zones).judge(submission)
        #expect(verdict.code == "unsupported")
    }
}

@Suite struct WordSubmissionTests {
    private var script: LogScript
    private let operation: Operation
    private let now: Timestamp

    init() throws {
        var script = try LogScript()
        try script.admit(version: 2, groups: ["finance"])
        operation = script.operation()
        try script.order(operation)
        self.script = script
        now = script.fixtures.issued.adding(seconds: 60)
    }

    private func submit(
        _ kind: EntryKind,
        _ text: StatementText,
        signedBy key: TestKey,
        blob: String,
        in log: LogScript? = nil,
        at time: Timestamp? = nil
    ) -> SubmissionVerdict {
        let submission = Submission(
            kind: kind.rawValue,
            statement: text.string,
            signatures: [key.sign(text, for: kind)],
            blobs: [Base64.encode(script.fixtures.salt + Array(blob.utf8))]
        )
        let log = log ?? script
        return SubmissionJudge(history: log.history, now: time ?? now, zones: log.zones).judge(submission)
    }

    private func approval(scriptSha256: Digest? = nil, earlier: Int64 = 0) -> Approval {
        Approval(
            tenant: operation.tenant,
            root: operation.root,
            operation: operation.id,
            statementSha256: operation.rendered().sha256,
            scriptSha256: scriptSha256 ?? operation.action.contentSha256,
            issued: operation.issued,
            expires: operation.expires.adding(seconds: -earlier),
            comment: script.fixtures.salted("go ahead")
        )
    }

    @Test func `a contact's approval is accepted`() {
        let verdict = submit(.approval, approval().rendered(), signedBy: script.fixtures.contact, blob: "go ahead")
        #expect(verdict.code == nil)
    }

    @Test func `a key approves once while its approval counts`() throws {
        var log = script
        try log.append(.approval, approval().rendered(), signedBy: [script.fixtures.contact], at: now)
        let again = approval(earlier: 1)
        let second = submit(
            .approval,
            again.rendered(),
            signedBy: script.fixtures.contact,
            blob: "go ahead",
            in: log
        )
        #expect(second.code == "duplicate")
        let other = submit(
            .approval,
            again.rendered(),
            signedBy: script.fixtures.technician,
            blob: "go ahead",
            in: log
        )
        #expect(other.code == nil)
    }

    @Test func `an approval of another script is refused`() {
        let text = approval(scriptSha256: script.fixtures.digest("other")).rendered()
        let verdict = submit(.approval, text, signedBy: script.fixtures.contact, blob: "go ahead")
        #expect(verdict.code == "digest")
        #expect(verdict.error?.member == "scriptSha256")
    }

    @Test func `nobody approves what was denied`() throws {
        var log = script
        try log.append(.denial, script.fixtures.denial(of: operation).rendered(), at: now)
        let verdict = submit(
            .approval,
            approval().rendered(),
            signedBy: script.fixtures.contact,
            blob: "go ahead",
            in: log
        )
        #expect(verdict.code == "denied")
    }

    @Test func `a denial is taken from any person`() {
        let text = script.fixtures.denial(of: operation).rendered()
        let verdict = submit(.denial, text, signedBy: script.fixtures.technician, blob: "not during the audit")
        #expect(verdict.code == nil)
    }

    @Test func `a denial without its reason is refused`() {
        let text = script.fixtures.denial(of: operation).rendered()
        let verdict = submit(.denial, text, signedBy: script.fixtures.technician, blob: "something else")
        #expect(verdict.error?.member == "reason")
    }

    @Test func `under an expired root work can be stopped and nothing else`() {
        let late = script.root.expires
        let cancel = script.fixtures.cancel(of: operation).rendered()
        let stop = submit(.cancel, cancel, signedBy: script.fixtures.contact, blob: "wrong device", at: late)
        #expect(stop.code == nil)
        let approval = approval().rendered()
        let go = submit(.approval, approval, signedBy: script.fixtures.contact, blob: "go ahead", at: late)
        #expect(go.code == "stale")
    }

    @Test func `a cancel by a contact is accepted`() {
        let text = script.fixtures.cancel(of: operation).rendered()
        #expect(submit(.cancel, text, signedBy: script.fixtures.contact, blob: "wrong device").code == nil)
    }

    @Test func `a cancel of a device that is no target is refused`() {
        let text = script.fixtures.cancel(of: operation, devices: [TestKey("other").deviceID]).rendered()
        #expect(submit(.cancel, text, signedBy: script.fixtures.contact, blob: "wrong device").code == "target")
    }

    @Test func `words on an unknown operation are refused`() {
        let other = script.operation(id: .literal("019ab4c2-7d1e-7c3a-9f00-5a1d2b3c4d60"))
        let text = script.fixtures.cancel(of: other).rendered()
        #expect(
            submit(.cancel, text, signedBy: script.fixtures.contact, blob: "wrong device").code == "operation-unknown"
        )
    }

    @Test func `a device statement needs its rule and a newer version`() {
        let technician = submit(
            .device,
            script.deviceStatement(version: 3, groups: ["desktops"]).rendered(),
            signedBy: script.fixtures.technician,
            blob: ""
        )
        #expect(technician.code == "rule-unmet")
        let old = submit(
            .device,
            script.deviceStatement(version: 2, groups: ["servers"]).rendered(),
            signedBy: script.fixtures.contact,
            blob: ""
        )
        #expect(old.code == "version")
        let next = submit(
            .device,
            script.deviceStatement(version: 3, groups: ["servers"]).rendered(),
            signedBy: script.fixtures.contact,
            blob: ""
        )
        #expect(next.code == nil)
        let again = submit(
            .device,
            script.deviceStatement(version: 2, groups: ["finance"]).rendered(),
            signedBy: script.fixtures.contact,
            blob: ""
        )
        guard case .known = again else {
            Issue.record("the very statement again is not known")
            return
        }
    }
}

extension SubmissionVerdict {
    var error: APIError? {
        guard case .refused(let error) = self else { return nil }
        return error
    }

    var code: String? { error?.code }
}

extension String {
    func replacingFirst(_ text: String, with other: String) -> String {
        guard let range = firstRange(of: text) else { return self }
        return replacingCharacters(in: range, with: other)
    }

    private func firstRange(of text: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }

    private func replacingCharacters(in range: Range<String.Index>, with other: String) -> String {
        String(self[..<range.lowerBound]) + other + String(self[range.upperBound...])
    }
}
