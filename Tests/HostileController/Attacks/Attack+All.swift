/// Every attack, in the order in which a reader may want to meet them; the tests and the demo take them from here.
extension Attack {
    static let all =
        OrderAttacks.all + ProofAttacks.all + SignerAttacks.all + DeviceAttacks.all + WordAttacks.all
        + RecordAttacks.all

    static func named(_ name: String) -> Attack? {
        all.first { $0.name == name }
    }

    /// No attack: what everybody has signed is delivered as it should be, and runs.
    static let control = Attack(
        "control",
        "an honest delivery",
        "诚实的下发",
        expected: [.receipt("succeeded")],
        fate: .ranOnce
    ) { scene, endpoint in
        let order = try await scene.order(signedBy: "t-zhao")
        let approval = try await scene.approve(order, as: "c-li")
        try await endpoint.deliver(scene.delivery(of: order, approvals: [approval], to: endpoint))
        return order.id
    }
}
