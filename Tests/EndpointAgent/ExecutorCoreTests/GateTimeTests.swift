import ExecutorCore
import Model
import TestSupport
import Testing
import TransparencyLog
import Trust

/// Times to the second, and words that take an order back.
@Suite struct GateTimeTests {
    @Test(arguments: [(-300, RefusalCode?.none), (-301, .notYet)] as [(Int64, RefusalCode?)])
    func `issued may lie five minutes ahead`(_ seconds: Int64, _ code: RefusalCode?) throws {
        var world = GateWorld()
        world.now = world.order.issued.adding(seconds: seconds)
        world.refreshCosignature()
        #expect(try world.deliver().judge().code == code)
    }

    @Test(arguments: [(-1, RefusalCode.notYet), (0, nil)] as [(Int64, RefusalCode?)])
    func `notBefore has no tolerance`(_ seconds: Int64, _ code: RefusalCode?) throws {
        var world = GateWorld()
        world.order.notBefore = world.now.adding(seconds: -seconds)
        #expect(try world.deliver().judge().code == code)
    }

    @Test(arguments: [(-1, RefusalCode?.none), (0, .expired)] as [(Int64, RefusalCode?)])
    func `expires is the first second too late`(_ seconds: Int64, _ code: RefusalCode?) throws {
        var world = GateWorld()
        world.now = world.order.expires.adding(seconds: seconds)
        world.refreshCosignature()
        #expect(try world.deliver().judge().code == code)
    }

    @Test(arguments: [(300, RefusalCode?.none), (301, .clock)] as [(Int64, RefusalCode?)])
    func `the clock may stand five minutes behind the floor`(_ seconds: Int64, _ code: RefusalCode?) throws {
        var delivery = try GateWorld().deliver()
        delivery.state.floor = delivery.now.adding(seconds: seconds)
        #expect(try delivery.judge().code == code)
    }

    /// 21:10 UTC on Tuesday is 05:10 on Wednesday in Shanghai.
    @Test(
        arguments: [
            ([3], 310, 311, nil), ([3], 311, 400, .window), ([3], 300, 310, .window), ([2], 300, 400, .window),
            ([2], 1_300, 400, nil), ([3], 1_300, 400, .window),
        ] as [([UInt64], Int, Int, RefusalCode?)]
    )
    func `an order's window is by its zone's wall clock`(
        _ days: [UInt64],
        _ from: Int,
        _ to: Int,
        _ code: RefusalCode?
    ) throws {
        var world = GateWorld()
        world.order.window = Hours(zone: .literal("Asia/Shanghai"), days: days, from: from, to: to)
        #expect(try world.deliver().judge().code == code)
    }

    @Test func `outside a rule's hours the next rule decides`() throws {
        var world = GateWorld()
        let office = PolicyRule(
            name: .literal("office"),
            hours: Hours(zone: .literal("Asia/Shanghai"), days: [1, 2, 3, 4, 5], from: 540, to: 1_080),
            require: [Requirement(role: .technician, count: 1)]
        )
        world.root.policy = [office] + GateWorld.policy
        guard case .admit(let admitted) = try world.deliver().judge().decision else {
            Issue.record("not admitted")
            return
        }
        #expect(admitted.rule.text == "two-people")
    }

    @Test(arguments: [
        Word("for another device", cancels: false) { $0.devices = [GateWorld.otherDevice] },
        Word("for this device among others", cancels: true) { $0.devices = [GateWorld.device] },
        Word("of another statement", cancels: false) { $0.statement = .zero },
        Word("by an auditor", cancels: false) { $0.key = GateWorld.auditor },
        Word("by a stranger", cancels: false) { $0.key = GateWorld.stranger },
        Word("by a key past its date", cancels: false) { $0.key = GateWorld.lapsed },
        Word("by a technician who did not sign", cancels: true) { $0.key = GateWorld.otherTechnician },
        Word("by somebody whom a later root removed", cancels: true) {
            $0.key = GateWorld.stranger
            $0.reach = .byRole(.literal("t-gone"))
        },
        Word("by a signer of another order", cancels: false) { $0.reach = .ifSigner(.literal("a-xu")) },
        Word("by a signer of this order", cancels: true) { $0.reach = .ifSigner(.literal("t-zhao")) },
        Word("judged as nobody's", cancels: false) { $0.reach = WordAuthority.none },
    ])
    func `a cancel binds by whom and what it names`(_ word: Word) throws {
        var delivery = try GateWorld().deliver()
        delivery.history.cancels = [word.fact(of: delivery)]
        #expect(try delivery.judge().code == (word.cancels ? .cancelled : nil))
    }

    @Test func `a denial binds only the statement that it names`() throws {
        var delivery = try GateWorld().deliver()
        var word = Word("", cancels: false) { $0.statement = .zero }
        delivery.history.denials = [word.fact(of: delivery)]
        #expect(try delivery.judge().code == nil)
        word.statement = nil
        delivery.history.denials.append(word.fact(of: delivery))
        #expect(try delivery.judge().code == .denied)
    }
}

/// A cancel or denial with one thing changed; a contact's of the delivered order otherwise.
struct Word: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let cancels: Bool
    var key = GateWorld.contact
    var statement: Digest?
    var devices: [DeviceID]?
    var reach: WordAuthority?

    init(_ name: String, cancels: Bool, _ change: (inout Word) -> Void) {
        testDescription = name
        self.cancels = cancels
        change(&self)
    }

    func fact(of delivery: BentDelivery) -> WordFact {
        WordFact(
            signer: SignerFact(key: key.fingerprint),
            operation: OrderDraft().id,
            statementSHA256: statement ?? delivery.statementSha256,
            devices: devices,
            judged: reach
        )
    }
}
