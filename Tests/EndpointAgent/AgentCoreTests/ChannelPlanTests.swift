import Model
import SSHSIG
import TestSupport
import Testing
import TransparencyLog
import WireMessages

@testable import AgentCore

@Suite
struct DialPlanTests {
    @Test
    func `pauses lie between half their bound and the bound, from 250 ms to 60 s`() {
        var random = SeededRandom()
        var plan = DialPlan()
        var bound = Duration.milliseconds(250)
        for _ in 0..<100 {
            let pause = plan.failed(of: 1, using: &random)
            #expect(pause >= bound / 2 && pause <= bound)
            bound = min(bound * 2, .seconds(60))
        }
        #expect(bound == .seconds(60))
    }

    @Test
    func `controllers are tried in the root's order before any pause`() {
        var random = SeededRandom()
        var plan = DialPlan()
        var order: [Int] = []
        var pauses: [Bool] = []
        for _ in 0..<4 {
            order.append(plan.next(of: 3))
            pauses.append(plan.failed(of: 3, using: &random) > .zero)
        }
        #expect(order == [0, 1, 2, 0])
        #expect(pauses == [false, false, true, false])
    }

    @Test
    func `a session that lasted starts the order and the pauses anew`() {
        var random = SeededRandom()
        var plan = DialPlan()
        for _ in 0..<21 { _ = plan.failed(of: 2, using: &random) }
        #expect(plan.next(of: 2) == 1)
        #expect(plan.lost(after: DialPlan.lasting, of: 2, using: &random) <= .milliseconds(250))
        #expect(plan.next(of: 2) == 0)
    }

    @Test
    func `a controller that greets and hangs up is left for the next one, after pauses that grow to four seconds`() {
        var random = SeededRandom()
        var plan = DialPlan()
        var order: [Int] = []
        var bound = Duration.milliseconds(250)
        for _ in 0..<50 {
            order.append(plan.next(of: 3))
            let pause = plan.lost(after: .milliseconds(9_999), of: 3, using: &random)
            #expect(pause >= bound / 2 && pause <= bound)
            bound = min(bound * 2, .seconds(4))
        }
        #expect(order.prefix(6) == [0, 1, 2, 0, 1, 2])
    }

    @Test
    func `an executor that comes late is found within eight seconds`() {
        var random = SeededRandom()
        var plan = DialPlan()
        var bound = Duration.milliseconds(250)
        for _ in 0..<50 {
            let pause = plan.executorMissing(using: &random)
            #expect(pause >= bound / 2 && pause <= bound)
            bound = min(bound * 2, .seconds(8))
        }
    }

    @Test
    func `an hour against controllers that all misbehave is a few dozen attempts`() {
        var random = SeededRandom()
        var plan = DialPlan()
        var waited = Duration.zero
        var attempts = 0
        while waited < .seconds(3_600) {
            waited += plan.failed(of: 1, using: &random)
            attempts += 1
        }
        #expect(attempts < 140)
    }

    @Test
    func `a root that names fewer controllers than before does no harm`() {
        var random = SeededRandom()
        var plan = DialPlan()
        _ = plan.failed(of: 3, using: &random)
        _ = plan.failed(of: 3, using: &random)
        #expect(plan.next(of: 1) == 0)
        #expect(plan.next(of: 0) == 0)
        #expect(plan.failed(of: 0, using: &random) <= DialPlan.longest)
    }
}

@Suite
struct RenewalPlanTests {
    private let due = Timestamp.literal("2026-11-20T00:00:00Z")
    private let end = Timestamp.literal("2026-11-30T00:00:00Z")

    private var plan: RenewalPlan { RenewalPlan(due: due, end: end) }

    @Test
    func `a certificate is renewed from its time on and after its end`() {
        #expect(!plan.isDue(now: due.adding(seconds: -1)))
        #expect(plan.isDue(now: due))
        #expect(plan.isDue(now: end.adding(seconds: 86_400 * 365)))
        #expect(plan.isUsable(now: end.adding(seconds: -1)))
        #expect(!plan.isUsable(now: end))
    }

    @Test
    func `a failed attempt is repeated after an hour, after the end each half minute`() {
        var plan = plan
        plan.attempted(now: due)
        #expect(!plan.isDue(now: due.adding(seconds: 3_599)))
        #expect(plan.isDue(now: due.adding(seconds: 3_600)))
        plan.attempted(now: end)
        #expect(!plan.isDue(now: end.adding(seconds: 29)))
        #expect(plan.isDue(now: end.adding(seconds: 30)))
    }

    @Test
    func `a clock that was set back does not postpone the attempt for ever`() {
        var plan = plan
        plan.attempted(now: end)
        #expect(plan.isDue(now: due))
    }

    @Test
    func `three refused connections put the certificate in doubt`() {
        var plan = plan
        let early = due.adding(seconds: -86_400)
        plan.connectionRefused()
        plan.connectionRefused()
        #expect(!plan.isDue(now: early))
        plan.connectionRefused()
        #expect(plan.isDue(now: early))
        plan.connectionAccepted()
        #expect(!plan.isDue(now: early))
    }

    @Test
    func `a renewal is signed over nonce, server and request`() throws {
        let fixtures = SessionBench.fixtures
        let nonce = [UInt8](repeating: 9, count: 32)
        let server = fixtures.digest("server")
        let csr: [UInt8] = [1, 2, 3]
        let order = try #require(
            RenewalRequest.make(
                tenant: fixtures.tenant,
                device: fixtures.device,
                csr: csr,
                nonce: nonce,
                serverCertificateSHA256: server,
                signer: fixtures.agentKey.signer
            )
        )
        let message = nonce + server.bytes + Digest(sha256Of: csr).bytes
        let facts = try SSHSignature(armored: order.signature)
            .verify(message: message, namespace: "renewal@countersign", passkeys: .noPasskeys)
        #expect(facts.key == fixtures.agentKey.publicKey)
    }

    @Test(arguments: [0, 31, 33])
    func `a nonce of another length is not signed`(length: Int) {
        let fixtures = SessionBench.fixtures
        let order = RenewalRequest.make(
            tenant: fixtures.tenant,
            device: fixtures.device,
            csr: [1],
            nonce: [UInt8](repeating: 0, count: length),
            serverCertificateSHA256: .zero,
            signer: fixtures.agentKey.signer
        )
        #expect(order == nil)
    }
}
