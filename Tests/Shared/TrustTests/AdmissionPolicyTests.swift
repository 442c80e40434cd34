import Model
import TestSupport
import Testing
import Trust

@Suite struct AdmissionPolicyTests {
    @Test func `two technicians meet a rule for two technicians`() {
        #expect(Scene().verdict() == "admitted by default")
    }

    @Test func `one person with two keys fills one slot`() {
        var scene = Scene()
        scene.signatures = [Scene.technician, Scene.spareTechnician].map { SignerFact(key: $0.fingerprint) }
        #expect(scene.verdict() == "rule-unmet")
    }

    @Test func `an approval by another person fills the second slot`() {
        var scene = Scene()
        scene.signatures = [SignerFact(key: Scene.technician.fingerprint)]
        scene.approvals = [scene.approval(by: Scene.otherTechnician)]
        #expect(scene.verdict() == "admitted by default")
        scene.approvals = [scene.approval(by: Scene.otherTechnician, statement: "other")]
        #expect(scene.verdict() == "rule-unmet")
    }

    @Test func `requesters that don't count can't approve by any of their keys`() {
        var scene = Scene()
        scene.policy = [
            PolicyRule(name: "others", require: [Requirement(role: .technician, count: 1)], requesterCounts: false)
        ]
        scene.signatures = [SignerFact(key: Scene.technician.fingerprint)]
        scene.approvals = [scene.approval(by: Scene.spareTechnician)]
        #expect(scene.verdict() == "rule-unmet")
        scene.approvals.append(scene.approval(by: Scene.otherTechnician))
        #expect(scene.verdict() == "admitted by others")
    }

    @Test func `verification and independent display are asked of each signature`() {
        var scene = Scene()
        scene.policy = [
            PolicyRule(
                name: "touch",
                require: [Requirement(role: .technician, count: 1)],
                userVerification: true,
                independentDisplay: true
            )
        ]
        #expect(scene.verdict() == "rule-unmet")
        let key = Scene.technician.fingerprint
        scene.signatures = [SignerFact(key: key, userVerified: true, onControllerOrigin: true)]
        #expect(scene.verdict() == "rule-unmet")
        scene.signatures = [SignerFact(key: key, userVerified: true)]
        #expect(scene.verdict() == "admitted by touch")
    }

    @Test func `one bad signature on the leaf refuses although the others would do`() {
        var scene = Scene()
        let good = scene.signatures
        scene.signatures = good + [SignerFact(key: Scene.stranger.fingerprint)]
        #expect(scene.verdict() == "signer-unknown")
        scene.signatures = good + [SignerFact(key: Scene.former.fingerprint)]
        #expect(scene.verdict() == "signer-removed")
        scene.signatures = good + [SignerFact(key: Scene.contact.fingerprint, isValid: false)]
        #expect(scene.verdict() == "signature")
        scene.signatures = []
        #expect(scene.verdict() == "signature")
    }

    @Test func `one bad approval is left out and nothing more`() {
        var scene = Scene()
        scene.approvals = [scene.approval(by: Scene.stranger), scene.approval(by: Scene.former)]
        #expect(scene.verdict() == "admitted by default")
    }

    @Test func `a key counts up to its end and not at it`() {
        var scene = Scene()
        scene.technicianUntil = scene.now.adding(seconds: 1)
        #expect(scene.verdict() == "admitted by default")
        scene.technicianUntil = scene.now
        #expect(scene.verdict() == "signer-removed")
    }

    @Test func `codes come in the order of the gate`() {
        var scene = Scene()
        scene.signatures = []
        scene.state = .quarantined
        #expect(scene.verdict() == "quarantined")
        scene.recorded = scene.fixtures.digest("operation")
        #expect(scene.verdict() == "replay")
        scene.denials = [scene.word(by: Scene.auditor)]
        #expect(scene.verdict() == "denied")
        scene.cancels = [scene.word(by: Scene.contact)]
        #expect(scene.verdict() == "cancelled")
        scene.window = .test("Test/East", days: [1], 0, 60)
        #expect(scene.verdict() == "window")
        let late = scene.operation(issued: scene.now.adding(seconds: -60), expires: scene.now)
        #expect(scene.verdict(late) == "expired")
        scene.floor = scene.now.adding(seconds: 301)
        #expect(scene.verdict(late) == "clock")
        #expect(scene.verdict(scene.operation(namesDevice: false)) == "target")
        scene.quorum = 1
        #expect(scene.verdict(scene.operation(namesDevice: false)) == "witness")
    }

    @Test func `five minutes of tolerance end with the fifth`() {
        var scene = Scene()
        scene.floor = scene.now.adding(seconds: 300)
        #expect(scene.verdict(scene.operation(issued: scene.now.adding(seconds: 300))) == "admitted by default")
        #expect(scene.verdict(scene.operation(issued: scene.now.adding(seconds: 301))) == "not-yet")
        scene.floor = scene.now.adding(seconds: 301)
        #expect(scene.verdict() == "clock")
    }

    @Test func `a root that isn't held is behind or unknown`() {
        let scene = Scene()
        let digest = scene.fixtures.digest("root")
        #expect(scene.verdict(scene.operation(root: RootReference(version: 4, sha256: digest))) == "root-behind")
        #expect(scene.verdict(scene.operation(root: RootReference(version: 2, sha256: digest))) == "root-unknown")
        #expect(scene.verdict(scene.operation(root: scene.earlier.reference)) == "admitted by default")
    }

    @Test func `a rule's bounds refuse and never lower`() {
        var scene = Scene()
        scene.policy = [
            PolicyRule(
                name: "small",
                require: [Requirement(role: .technician, count: 1)],
                maximumValiditySeconds: 7_200,
                ticketRequired: true,
                limits: RuleLimits(seconds: 60)
            )
        ]
        scene.limits = RuleLimits(seconds: 60, processes: 4_096)
        #expect(scene.verdict() == "admitted by small")
        #expect(scene.verdict(scene.operation(issued: scene.now.adding(seconds: -601))) == "limit")
        scene.limits = RuleLimits(seconds: 61)
        #expect(scene.verdict() == "limit")
        scene.limits = RuleLimits()
        scene.hasTicket = false
        #expect(scene.verdict() == "limit")
    }

    @Test func `an operation waits for its predecessor and its conflict group`() {
        var scene = Scene()
        scene.predecessor = .pending
        #expect(scene.verdict() == "busy")
        scene.predecessor = .ended
        #expect(scene.verdict() == "limit")
        scene.predecessor = .succeeded
        scene.conflict = .literal("packages")
        scene.running = [.literal("packages")]
        #expect(scene.verdict() == "busy")
        scene.running = [.literal("printing")]
        #expect(scene.verdict() == "admitted by default")
    }

    @Test func `an emergency without review stops the next one of the same people`() {
        var scene = Scene()
        scene.subject = RuleSubject(kind: .script, emergency: true)
        scene.policy = [
            PolicyRule(
                name: "emergency",
                emergency: true,
                require: [Requirement(role: .technician, count: 1)],
                reviewSeconds: 3_600
            )
        ]
        func earlier(_ age: Int64, _ people: Set<PersonID>, reviewedBy: Set<PersonID> = []) -> [EmergencyFact] {
            [
                EmergencyFact(
                    people: people,
                    admitted: scene.now.adding(seconds: -age),
                    reviewSeconds: 3_600,
                    reviewedBy: reviewedBy
                )
            ]
        }
        scene.emergencies = earlier(3_601, [.literal("t-one")])
        #expect(scene.verdict() == "rule-unmet")
        scene.emergencies = earlier(3_600, [.literal("t-one")])
        #expect(scene.verdict() == "admitted by emergency")
        scene.emergencies = earlier(9_999, [.literal("t-one")], reviewedBy: [.literal("t-one")])
        #expect(scene.verdict() == "rule-unmet")
        scene.emergencies = earlier(9_999, [.literal("t-one")], reviewedBy: [.literal("c-one")])
        #expect(scene.verdict() == "admitted by emergency")
        scene.emergencies = earlier(9_999, [.literal("c-one")])
        #expect(scene.verdict() == "admitted by emergency")
    }

    @Test func `witnesses are counted and dated only where the rule asks for some`() {
        var scene = Scene()
        scene.quorum = 2
        scene.witnesses = WitnessFacts(count: 1, newest: scene.now)
        #expect(scene.verdict() == "witness")
        scene.witnesses = WitnessFacts(count: 2, newest: scene.now.adding(seconds: -3_601))
        #expect(scene.verdict() == "stale")
        scene.witnesses = WitnessFacts(count: 2, newest: scene.now.adding(seconds: -3_600))
        #expect(scene.verdict() == "admitted by default")
        scene.witnesses = WitnessFacts(count: 0, newest: nil)
        scene.policy = [PolicyRule(name: "none", require: [Requirement(role: .technician, count: 1)], witnesses: 0)]
        #expect(scene.verdict() == "admitted by none")
    }

    @Test func `without a matching rule no witness is asked for`() {
        var scene = Scene()
        scene.quorum = 1
        scene.policy = [PolicyRule(name: "updates", kinds: [.update], require: [Requirement(role: .release, count: 1)])]
        #expect(scene.verdict() == "rule-none")
        scene.now = .literal("2027-08-31T00:00:00Z")
        #expect(scene.verdict() == "stale")
    }
}
