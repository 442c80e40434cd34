import Model
import TestSupport
import Testing
import Trust

@Suite struct RevocationTests {
    @Test func `revocations add up and outlive their status`() {
        var scene = Scene()
        let expired = scene.status(revoking: [Scene.technician], issued: scene.now.adding(seconds: -90_000))
        scene.statuses = [expired, scene.status(revoking: [Scene.contact])]
        #expect(scene.verdict() == "revoked")
        #expect(scene.trust.revocations.keys == [Scene.technician.fingerprint, Scene.contact.fingerprint])
    }

    @Test func `a status for another root narrows nothing`() {
        var scene = Scene()
        scene.statuses = [scene.status(revoking: [Scene.technician], root: scene.earlier.reference)]
        #expect(scene.verdict() == "admitted by default")
    }

    @Test func `a status that names a root key is left out as a whole`() {
        var scene = Scene()
        scene.statuses = [scene.status(revoking: [Scene.rootKey, Scene.technician])]
        #expect(scene.verdict() == "admitted by default")
        #expect(Revocations.refusal(of: scene.statuses[0], narrowing: scene.held) == .statement)
    }

    @Test func `an item is revoked in one version or in all`() {
        var scene = Scene()
        scene.subject = RuleSubject(kind: .catalog, item: .literal("printer.restart"))
        scene.statuses = [scene.status(items: [RevokedItem(item: .literal("printer.restart"), version: 2)])]
        #expect(scene.verdict() == "admitted by default")
        scene.statuses = [scene.status(items: [RevokedItem(item: .literal("printer.restart"))])]
        #expect(scene.verdict() == "revoked")
    }

    @Test func `where a status is required the latest must be young`() {
        var scene = Scene()
        scene.statusRequired = true
        #expect(scene.verdict() == "stale")
        scene.statuses = [scene.status(issued: scene.now.adding(seconds: -7_200))]
        #expect(scene.verdict() == "admitted by default")
        scene.statuses = [scene.status(issued: scene.now.adding(seconds: -7_201))]
        #expect(scene.verdict() == "stale")
        scene.statuses = [scene.status(issued: scene.now.adding(seconds: 301))]
        #expect(scene.verdict() == "stale")
    }

    @Test func `one root or status key may narrow`() {
        let scene = Scene()
        func refusal(_ key: TestKey, ahead: Int64 = 0) -> RefusalCode? {
            StatusAuthority.refusal(
                of: scene.status(revoking: [Scene.technician], issued: scene.now.adding(seconds: ahead)),
                signatures: [SignerFact(key: key.fingerprint)],
                trust: scene.trust,
                now: scene.now
            )
        }
        #expect(refusal(Scene.status) == nil)
        #expect(refusal(Scene.rootKey) == nil)
        #expect(refusal(Scene.technician) == .ruleUnmet)
        #expect(refusal(Scene.stranger) == .signerUnknown)
        #expect(refusal(Scene.status, ahead: 300) == nil)
        #expect(refusal(Scene.status, ahead: 301) == .notYet)
    }

    @Test func `a review counts by anybody but the signers`() {
        let scene = Scene()
        let operation = scene.fixtures.operation()
        let review = Review(
            tenant: scene.fixtures.tenant,
            root: scene.held.reference,
            operation: operation.id,
            statementSha256: scene.fixtures.digest("operation"),
            verdict: .rejected,
            issued: scene.now
        )
        func reviewers(_ keys: [TestKey]) -> Set<PersonID> {
            ReviewAuthority.reviewers(
                of: (operation.id, scene.fixtures.digest("operation")),
                signedBy: [.literal("t-one")],
                review: review,
                signatures: keys.map { SignerFact(key: $0.fingerprint) },
                trust: scene.trust,
                now: scene.now
            )
        }
        #expect(reviewers([Scene.spareTechnician]).isEmpty)
        #expect(reviewers([Scene.auditor]) == [.literal("a-one")])
        #expect(reviewers([Scene.stranger]).isEmpty)
    }
}
