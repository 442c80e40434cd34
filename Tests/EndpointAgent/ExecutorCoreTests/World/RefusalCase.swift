import ExecutorCore
import Testing
import Trust

/// One bent delivery, and what must come of it.
struct RefusalCase: Sendable, CustomTestStringConvertible {
    let name: String
    let code: RefusalCode
    let makesReceipt: Bool
    /// Whether the delivered checkpoint is worth keeping: only after step 6.
    let advances: Bool
    let bendWorld: @Sendable (inout GateWorld) throws -> Void
    let bendDelivery: @Sendable (inout BentDelivery) throws -> Void

    var testDescription: String { "\(code): \(name)" }

    /// A fault of steps 7 to 13: the leaves are proven, so the checkpoint is kept.
    static func late(
        _ code: RefusalCode,
        _ name: String,
        receipt: Bool = false,
        world: @escaping @Sendable (inout GateWorld) throws -> Void = { _ in },
        delivery: @escaping @Sendable (inout BentDelivery) throws -> Void = { _ in }
    ) -> RefusalCase {
        RefusalCase(
            name: name,
            code: code,
            makesReceipt: receipt,
            advances: true,
            bendWorld: world,
            bendDelivery: delivery
        )
    }

    /// A fault of steps 1 to 6: nothing may change.
    static func early(
        _ code: RefusalCode,
        _ name: String,
        world: @escaping @Sendable (inout GateWorld) throws -> Void = { _ in },
        delivery: @escaping @Sendable (inout BentDelivery) throws -> Void = { _ in }
    ) -> RefusalCase {
        RefusalCase(
            name: name,
            code: code,
            makesReceipt: false,
            advances: false,
            bendWorld: world,
            bendDelivery: delivery
        )
    }

    func verdict() throws -> (verdict: GateVerdictFacts, delivery: BentDelivery) {
        var world = GateWorld()
        try bendWorld(&world)
        var delivery = try world.deliver()
        try bendDelivery(&delivery)
        let verdict = try delivery.judge()
        return (
            GateVerdictFacts(
                code: verdict.code,
                makesReceipt: verdict.makesReceipt,
                advances: verdict.advance != nil
            ), delivery
        )
    }
}

/// What a table compares.
struct GateVerdictFacts: Hashable {
    let code: RefusalCode?
    let makesReceipt: Bool
    let advances: Bool
}
