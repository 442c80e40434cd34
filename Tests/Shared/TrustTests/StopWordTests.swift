import Model
import TestSupport
import Testing
import Trust

@Suite struct StopWordTests {
    @Test func `technicians and contacts cancel anything, others what they signed`() {
        var scene = Scene()
        scene.cancels = [scene.word(by: Scene.contact)]
        #expect(scene.verdict() == "cancelled")
        scene.cancels = [scene.word(by: Scene.auditor)]
        #expect(scene.verdict() == "admitted by default")
        scene.signatures.append(SignerFact(key: Scene.auditor.fingerprint))
        #expect(scene.verdict() == "cancelled")
    }

    @Test func `a cancel binds one statement and the devices it names`() {
        var scene = Scene()
        scene.cancels = [scene.word(by: Scene.contact, statement: "other")]
        #expect(scene.verdict() == "admitted by default")
        scene.cancels = [scene.word(by: Scene.contact, devices: [TestKey("elsewhere").deviceID])]
        #expect(scene.verdict() == "admitted by default")
        scene.cancels = [scene.word(by: Scene.contact, devices: [scene.fixtures.device])]
        #expect(scene.verdict() == "cancelled")
    }

    @Test func `keys that don't count neither cancel nor deny`() {
        var scene = Scene()
        scene.cancels = [scene.word(by: Scene.stranger), scene.word(by: Scene.former)]
        scene.denials = [scene.word(by: Scene.stranger), scene.word(by: Scene.former)]
        #expect(scene.verdict() == "admitted by default")
        scene.statuses = [scene.status(revoking: [Scene.contact])]
        scene.cancels = [scene.word(by: Scene.contact)]
        #expect(scene.verdict() == "admitted by default")
    }

    @Test func `anybody of the root may deny`() {
        var scene = Scene()
        scene.denials = [scene.word(by: Scene.auditor)]
        #expect(scene.verdict() == "denied")
    }

    @Test func `on arrival it is known how far a cancel reaches`() {
        let scene = Scene()
        func authority(_ key: TestKey) -> WordAuthority {
            Cancellation.authority(of: SignerFact(key: key.fingerprint), trust: scene.trust, now: scene.now)
        }
        #expect(authority(Scene.contact) == .byRole(.literal("c-one")))
        #expect(authority(Scene.auditor) == .ifSigner(.literal("a-one")))
        #expect(authority(Scene.stranger) == .none)
    }

    @Test func `what was judged on arrival outlasts the root of that day`() {
        var scene = Scene()
        func former(_ judged: WordAuthority) -> WordFact {
            WordFact(
                signer: SignerFact(key: Scene.former.fingerprint),
                operation: scene.fixtures.operationID,
                statementSHA256: scene.fixtures.digest("operation"),
                judged: judged
            )
        }
        scene.cancels = [former(.byRole(.literal("f-one")))]
        #expect(scene.verdict() == "cancelled")
        scene.cancels = [former(.ifSigner(.literal("f-one")))]
        #expect(scene.verdict() == "admitted by default")
        scene.denials = [former(.byRole(.literal("f-one")))]
        #expect(scene.verdict() == "denied")
        scene.denials = [former(.none)]
        #expect(scene.verdict() == "admitted by default")
    }

    @Test func `an id with another digest is a replay to be reported`() {
        var scene = Scene()
        scene.recorded = scene.fixtures.digest("other")
        #expect(scene.verdict() == "replay")
        #expect(Replay.isOtherStatement(scene.operation(), recorded: scene.recorded))
        #expect(!Replay.isOtherStatement(scene.operation(), recorded: scene.fixtures.digest("operation")))
    }
}
