import ExecutorCore
import Model
import TestSupport
import Testing
import Trust
import Wire
import WireMessages

@Suite struct GateRefusalTests {
    @Test func `a good delivery is admitted and its checkpoint kept`() throws {
        let delivery = try GateWorld().deliver()
        let verdict = try delivery.judge()
        #expect(verdict.code == nil)
        #expect(verdict.advance?.note == delivery.wire.proof.checkpoint)
        #expect(verdict.advance?.size == delivery.log.size)
        #expect(verdict.floor == GateWorld.issued.adding(seconds: 540))
        guard case .admit(let admitted) = verdict.decision else { return }
        #expect(admitted.rule.text == "two-people")
        #expect(admitted.content == GateWorld.script)
        #expect(admitted.order.statementSha256 == delivery.statementSha256)
        #expect(admitted.order.leafIndex == delivery.wire.operation.index)
        #expect(admitted.order.checkpoint == delivery.wire.proof.checkpoint)
        #expect(admitted.root == GateWorld().root.reference)
    }

    @Test(arguments: RefusalCase.all)
    func `a fault has its code, its receipt and its effect`(_ fault: RefusalCase) throws {
        let found = try fault.verdict().verdict
        let expected = GateVerdictFacts(
            code: fault.code,
            makesReceipt: fault.makesReceipt,
            advances: fault.advances
        )
        #expect(found == expected)
    }

    @Test func `every code that this executor can give is in the table`() {
        // Parameters of scripts are the parser's to judge, and secrets are refused as unsupported.
        let unreachable: Set<RefusalCode> = [.parameter, .secret]
        #expect(Set(RefusalCase.all.map(\.code)).union(unreachable) == Set(RefusalCode.allCases))
    }

    @Test(arguments: RefusalCase.all.filter { $0.makesReceipt })
    func `what makes a receipt is a code that does`(_ fault: RefusalCase) {
        #expect(fault.code.makesReceipt)
    }

    @Test(arguments: RefusalCase.all.filter { $0.makesReceipt })
    func `a full spool answers in place of a receipt`(_ fault: RefusalCase) throws {
        var world = GateWorld()
        try fault.bendWorld(&world)
        var delivery = try world.deliver()
        try fault.bendDelivery(&delivery)
        delivery.state.spool = SpoolUse(receipts: SpoolUse.largestCount, bytes: 0)
        let verdict = try delivery.judge()
        #expect(verdict.code == .spoolFull)
        #expect(!verdict.makesReceipt)
    }

    @Test(arguments: RefusalCase.all.filter { $0.makesReceipt })
    func `a decided id never makes a second receipt`(_ fault: RefusalCase) throws {
        var world = GateWorld()
        try fault.bendWorld(&world)
        var delivery = try world.deliver()
        try fault.bendDelivery(&delivery)
        delivery.history.recorded = delivery.ledgerEntry(sha256: delivery.statementSha256)
        let verdict = try delivery.judge()
        #expect(verdict.code != nil)
        #expect(!verdict.makesReceipt)
    }

    @Test func `a history that cannot be read lets nothing through`() throws {
        struct DiskError: Error {}
        let delivery = try GateWorld().deliver()
        let parts = try DeliveryParts(delivery.wire)
        #expect(throws: DiskError.self) {
            try delivery.gate.judge(parts, state: delivery.state, now: delivery.now) { _ in throw DiskError() }
        }
    }

    @Test(arguments: [
        (UInt64(0), UInt64(0), RefusalCode?.none),
        // Alone, a run may ask for the whole spool.
        (SpoolUse.largestBytes, 0, nil),
        (SpoolUse.largestBytes + 1, 0, .spoolFull),
        (0, SpoolUse.largestBytes - (1 << 20), nil),
        (0, SpoolUse.largestBytes - (1 << 20) + 1, .busy),
        (1, SpoolUse.largestBytes - (1 << 20), .busy),
        (0, UInt64.max, .busy),
    ])
    func `outputs that may still come take room`(_ stored: UInt64, _ reserved: UInt64, _ code: RefusalCode?) throws {
        let world = GateWorld()
        #expect(world.order.limits.outputBytes == 1 << 20)
        var delivery = try world.deliver()
        delivery.state.spool = SpoolUse(receipts: 1, bytes: stored, reserved: reserved)
        #expect(try delivery.judge().code == code)
    }

    @Test func `a refusal's receipt does not wait for running outputs`() throws {
        var world = GateWorld()
        world.orderSigners = []
        var delivery = try world.deliver()
        delivery.state.spool = SpoolUse(receipts: 1, bytes: 0, reserved: SpoolUse.largestBytes)
        guard case .refuse(.signature, let order?) = try delivery.judge().decision else {
            Issue.record("no receipt")
            return
        }
        #expect(order.operation == world.order.id)
    }
}
