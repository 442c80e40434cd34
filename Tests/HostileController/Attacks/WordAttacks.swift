import Model

/// Orders that somebody has taken back: a device that was told so never runs them.
///
/// What a device was not told it cannot know: see the attacks on the record for a controller that withholds the word.
enum WordAttacks {
    static let all = [cancelled, denied]

    static let cancelled = Attack(
        "cancelled",
        "an order that was cancelled before",
        "已被撤销的操作",
        expected: [.passing("ok"), .receipt("cancelled")]
    ) { scene, endpoint in
        let order = try await scene.order(signedBy: "t-zhao")
        try await endpoint.show(scene.evidence(scene.cancel(order, as: "c-li"), to: endpoint))
        try await endpoint.deliver(scene.delivery(of: order, to: endpoint))
        return order.id
    }

    static let denied = Attack(
        "denied",
        "an order that the contact has denied",
        "接口人已否决的操作",
        expected: [.passing("ok"), .receipt("denied")]
    ) { scene, endpoint in
        let order = try await scene.order(signedBy: "t-zhao")
        try await endpoint.show(scene.evidence(scene.deny(order, as: "c-li"), to: endpoint))
        try await endpoint.deliver(scene.delivery(of: order, to: endpoint))
        return order.id
    }
}
