import Model
import SSHSIG
import TestSupport
import Testing
import Trust

@Suite struct SignerFactTests {
    private func fact(_ origin: String?) -> SignerFact {
        let facts = SignatureFacts(
            key: Scene.technician.publicKey,
            userPresent: true,
            userVerified: true,
            origin: origin,
            counter: 1
        )
        return SignerFact(facts, under: Scene().root)
    }

    @Test func `a page that the root lists counts`() {
        #expect(fact("https://sign.acme.example").isValid)
        #expect(!fact("https://sign.acme.example").onControllerOrigin)
        #expect(!fact("https://evil.example").isValid)
        #expect(!fact("https://sign.acme.example:8443").isValid)
        #expect(fact(nil).isValid)
    }

    @Test(arguments: ["https://c.example.net:8443", "https://c.example.net", "https://c.example.net.:1"])
    func `a controller's host is recognised on every port`(origin: String) {
        #expect(fact(origin).onControllerOrigin)
    }

    @Test func `no passkey is on no page`() {
        #expect(!fact(nil).onControllerOrigin)
    }
}
